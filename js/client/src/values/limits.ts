/** What a store accepts; the hub announces its own on opening, and clients refuse locally what is past them. */
export interface StoreLimits {
  /** How deep a value may be nested; 18 by default. */
  readonly maxDepth: number;
  /** How many steps a path may have; 64 by default. */
  readonly maxPathLength: number;
  /** How many bytes an object's or a Map's key may have in UTF-8 or as binary; 1,024 by default. */
  readonly maxKeyBytes: number;
  /** How many bytes one operation may have in the binary encoding; 262,144 by default. */
  readonly maxOperationBytes: number;
  /** How many operations one transaction may have; 10,000 by default. */
  readonly maxTransactionOperations: number;
  /** How many bytes one transaction may have in the binary encoding; 524,288 by default. */
  readonly maxTransactionBytes: number;
}

/** The limits that hold where no hub has announced its own. */
export const defaultLimits: StoreLimits = {
  maxDepth: 18,
  maxPathLength: 64,
  maxKeyBytes: 1024,
  maxOperationBytes: 262144,
  maxTransactionOperations: 10000,
  maxTransactionBytes: 524288,
};

/** The format's own bound on nesting and on a path's length, for what comes from elsewhere. */
export const maxNesting = 520;

/** The largest seq, revision or floor. */
export const maxCounter = Number.MAX_SAFE_INTEGER;

/** The largest ordinal, index or count. */
export const maxCount = 0x7fffffff;
