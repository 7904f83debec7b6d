// Each a constant of its own: bundlers inline those that are used and drop the rest.

/** A type that no value can hold; an unknown $ tag. */
export const UnsupportedType = 101;

/** A value that contains itself. */
export const Cycle = 102;

/** A whole number beyond ±(2^53−1). */
export const IntegerOutOfRange = 103;

/** A string without a UTF-8 form. */
export const LoneSurrogate = 104;

/** A key or member that stands twice. */
export const DuplicateKey = 105;

/** __proto__, constructor, prototype. */
export const ForbiddenKey = 106;

/** A value past maxDepth, a path past maxPathLength. */
export const TooDeep = 107;

/** An operation or key past its limit. */
export const TooLarge = 108;

/** A Map key, Set member or path segment that is no scalar. */
export const InvalidKey = 109;

/** Outside the years 1 to 9999, or not whole milliseconds. */
export const InvalidInstant = 110;

/** A ts that is not finite. */
export const InvalidTimestamp = 111;

/** An empty path where a slot is named. */
export const InvalidPath = 112;

/** Fields that do not fit the type. */
export const MalformedOperation = 113;

/** No operation; seqs or timestamps that do not belong together. */
export const MalformedTransaction = 114;

/** More operations or bytes than the limit. */
export const TransactionTooLarge = 115;

/** Nothing to write to at the path. */
export const ParentMissing = 116;

/** The protocol version is not spoken here; limit is the one that is. */
export const UnsupportedProtocol = 201;

/** Not [A-Za-z0-9._~/-]{1,128}. */
export const InvalidStoreName = 202;

/** Not [A-Za-z0-9_-]{1,64}. */
export const InvalidSource = 203;

/** The store is not open on this connection, the source was taken over, or the store ended at the hub: open it again. */
export const NotOpen = 204;

/** A reader called Submit. */
export const ReaderCannotWrite = 205;

/** The seq is past the one expected. */
export const SequenceGap = 206;

/** The same seqs came before with other content or bounds. */
export const SequenceConflict = 207;

/** The source is another principal's, the token is wrong, or the transaction is of another source than the connection's. */
export const SourceForbidden = 208;

/** None of host, remote, reader. */
export const InvalidRole = 209;

/** A message not of its documented form; path names the key. */
export const MalformedMessage = 210;

/** More stores on one connection than the limit. */
export const TooManyStores = 211;

/** Too much waits at the hub, or it has as many stores as it may (limit); try again. */
export const Overloaded = 212;

/** The hub refused the transaction; it is void. */
export const Refused = 213;

/** The hub cannot store writes at present; try again. */
export const StorageUnavailable = 214;

/** A topic's name is not text of 1 to 256 bytes in UTF-8. */
export const InvalidTopic = 215;

/** More subscribed topics, or more that is retained, than the limit. */
export const TooManyTopics = 216;

/** An unexpected error inside the hub. */
export const Internal = 299;

/** A newer connection has the source. */
export const TakenOver = 301;

/** The hub is shutting down. */
export const ShuttingDown = 302;

/** The application closed it. */
export const ClosedByClient = 303;

/** The connection is gone. */
export const ConnectionLost = 304;

/** The other side sent what the protocol does not allow. */
export const ProtocolViolation = 305;

/** The store at the hub failed and recovers. */
export const StoreFailed = 306;

/** The store was deleted at the hub. */
export const StoreDeleted = 307;

/** Another process has the folder in which the client keeps the store. */
export const StorageInUse = 308;

/** What the client kept of the store is damaged. */
export const StorageDamaged = 309;

/** What the client kept of the store cannot be read or written. */
export const StorageFailed = 310;

/** The hub lost what it had acknowledged. */
export const AcknowledgedLost = 401;

/** Sent operations whose outcome is not known any more. */
export const Indeterminate = 402;
