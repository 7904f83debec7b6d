namespace StoreHub;

/// <summary>
/// What was wrong, as a number that is the same in every language and on every wire (docs/protocol.md). 1xx: the value or operation
/// itself; 2xx: the request; 3xx: the reason a subscription or connection was closed; 4xx: loss, named to the application.
/// </summary>
public enum StoreErrorCode
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>A type that no store value can hold: a function, a stream, an unknown object.</summary>
    UnsupportedType = 101,

    /// <summary>The value contains itself.</summary>
    Cycle = 102,

    /// <summary>An integer beyond ±(2^53−1), which a double cannot hold exactly.</summary>
    IntegerOutOfRange = 103,

    /// <summary>A string with a lone surrogate, which has no UTF-8 form.</summary>
    LoneSurrogate = 104,

    /// <summary>An object key, Map key or Set member that stands twice.</summary>
    DuplicateKey = 105,

    /// <summary>One of the keys <c>__proto__</c>, <c>constructor</c>, <c>prototype</c>.</summary>
    ForbiddenKey = 106,

    /// <summary>A value or path deeper than the limit.</summary>
    TooDeep = 107,

    /// <summary>A value, string or key larger than the limit.</summary>
    TooLarge = 108,

    /// <summary>A Map key or Set member that is not a scalar.</summary>
    InvalidKey = 109,

    /// <summary>An instant outside the years 1 to 9999 or with parts of a millisecond.</summary>
    InvalidInstant = 110,

    /// <summary>A timestamp that is not a finite number.</summary>
    InvalidTimestamp = 111,

    /// <summary>A path that cannot be written: empty for set and delete, or with a segment that is no scalar.</summary>
    InvalidPath = 112,

    /// <summary>An operation whose fields do not fit its type.</summary>
    MalformedOperation = 113,

    /// <summary>A transaction with no operation, or with seqs or timestamps that do not belong together.</summary>
    MalformedTransaction = 114,

    /// <summary>A transaction with more operations or bytes than the limit.</summary>
    TransactionTooLarge = 115,

    /// <summary>Nothing stands at the path's parent, or something of another type.</summary>
    ParentMissing = 116,

    /// <summary>The protocol version of the first message is not spoken here.</summary>
    UnsupportedProtocol = 201,

    /// <summary>A store name outside <c>[A-Za-z0-9._~/-]{1,128}</c>.</summary>
    InvalidStoreName = 202,

    /// <summary>A source outside <c>[A-Za-z0-9_-]{1,64}</c>.</summary>
    InvalidSource = 203,

    /// <summary>The store was not opened on this connection.</summary>
    NotOpen = 204,

    /// <summary>A reader may not write.</summary>
    ReaderCannotWrite = 205,

    /// <summary>The seq is past the one expected next; the answer says which is.</summary>
    SequenceGap = 206,

    /// <summary>The same (source, seq) came before with other content.</summary>
    SequenceConflict = 207,

    /// <summary>The source belongs to another principal, or the resume token is not its own.</summary>
    SourceForbidden = 208,

    /// <summary>A role that is none of host, remote, reader.</summary>
    InvalidRole = 209,

    /// <summary>A message that is not of its documented form.</summary>
    MalformedMessage = 210,

    /// <summary>More stores on one connection than the limit.</summary>
    TooManyStores = 211,

    /// <summary>The hub is over its limit of waiting work; try again.</summary>
    Overloaded = 212,

    /// <summary>The hub refused the transaction; it is void.</summary>
    Refused = 213,

    /// <summary>The hub cannot store writes at present, since its disk is full or fails, or Redis cannot be reached; it takes them again as soon as it can. Readers notice nothing.</summary>
    StorageUnavailable = 214,

    /// <summary>A topic name that is not text of 1 to 256 bytes in UTF-8.</summary>
    InvalidTopic = 215,

    /// <summary>More subscribed topics, or more that is retained, than the limit.</summary>
    TooManyTopics = 216,

    /// <summary>An unexpected error inside the hub.</summary>
    Internal = 299,

    /// <summary>A newer connection of the same source took over. Reconnecting does not help.</summary>
    TakenOver = 301,

    /// <summary>The hub is shutting down. Reconnecting helps.</summary>
    ShuttingDown = 302,

    /// <summary>The client closed it.</summary>
    ClosedByClient = 303,

    /// <summary>The connection was lost. Reconnecting helps.</summary>
    ConnectionLost = 304,

    /// <summary>The hub sent what the protocol does not allow. Reconnecting does not help.</summary>
    ProtocolViolation = 305,

    /// <summary>The store at the hub failed and recovers. Reconnecting helps.</summary>
    StoreFailed = 306,

    /// <summary>The store was deleted at the hub. Opening it anew begins an empty one.</summary>
    StoreDeleted = 307,

    /// <summary>Another process or client has the folder in which the store is kept.</summary>
    StorageInUse = 308,

    /// <summary>What is kept of the store on this machine is damaged, or of a later version. Nothing was changed.</summary>
    StorageDamaged = 309,

    /// <summary>What is kept of the store on this machine cannot be read or written.</summary>
    StorageFailed = 310,

    /// <summary>The hub lost operations that it had acknowledged.</summary>
    AcknowledgedLost = 401,

    /// <summary>Sent operations whose outcome is not known any more.</summary>
    Indeterminate = 402,
}
