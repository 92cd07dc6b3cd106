/**
 * DocumentDB numbers its errors M0000, M0001, … (SQLSTATE). These are the ones an application can meet, in MongoDB's words.
 * Source: pg_documentdb_core's error_mappings.csv and https://www.mongodb.com/docs/manual/reference/error-codes/
 */
const mongoErrors: Record<string, readonly [code: number, name: string]> = {
  M0000: [1, 'InternalError'],
  M0001: [2, 'BadValue'],
  M0003: [9, 'FailedToParse'],
  M0004: [14, 'TypeMismatch'],
  M0005: [15, 'Overflow'],
  M00DO: [16, 'InvalidLength'],
  M0006: [20, 'IllegalOperation'],
  M0008: [26, 'NamespaceNotFound'],
  M0009: [27, 'IndexNotFound'],
  M000A: [28, 'PathNotViable'],
  M000C: [34, 'CannotBackfillArray'],
  M000D: [40, 'ConflictingUpdateOperators'],
  M000E: [43, 'CursorNotFound'],
  M000F: [48, 'NamespaceExists'],
  M00EX: [50, 'MaxTimeMSExpired'],
  M000G: [52, 'DollarPrefixedFieldName'],
  M000I: [54, 'NotSingleValueField'],
  M000J: [56, 'EmptyFieldName'],
  M000K: [57, 'DottedFieldName'],
  M00EY: [59, 'CommandNotFound'],
  M000M: [66, 'ImmutableField'],
  M000N: [67, 'CannotCreateIndex'],
  M000O: [68, 'IndexAlreadyExists'],
  M000P: [72, 'InvalidOptions'],
  M000Q: [73, 'InvalidNamespace'],
  M000R: [85, 'IndexOptionsConflict'],
  M000S: [86, 'IndexKeySpecsConflict'],
  M00F0: [91, 'ShutdownInProgress'],
  M00F1: [112, 'WriteConflict'],
  M000U: [115, 'CommandNotSupported'],
  M00F2: [117, 'ConflictingOperationInProgress'],
  M00CO: [121, 'DocumentValidationFailure'],
  M00EL: [143, 'CursorInUse'],
  M000W: [146, 'ExceededMemoryLimit'],
  M0010: [167, 'OptionNotSupportedOnView'],
  M0012: [197, 'InvalidIndexSpecificationOption'],
  M0013: [224, 'QueryFeatureNotAllowed'],
  M0015: [241, 'ConversionFailure'],
  M0016: [263, 'OperationNotSupportedInTransaction'],
  M0017: [276, 'IndexBuildAborted'],
  M0018: [291, 'NoQueryExecutionPlans'],
  M001A: [10065, 'Location10065'],
  M001B: [10334, 'BSONObjectTooLarge'],
  M001C: [11000, 'DuplicateKey'],
  M0025: [16611, 'Location16611'],
  M003A: [17419, 'Location17419'],
  M003B: [17420, 'Location17420'],
  M007U: [40324, 'Location40324'],
  M0088: [40415, 'Location40415'],
  23505: [11000, 'DuplicateKey'],
  '23P01': [11000, 'DuplicateKey'],
  '40001': [112, 'WriteConflict'],
  '40P01': [112, 'WriteConflict'],
  42704: [11, 'UserNotFound'],
  53100: [14031, 'OutOfDiskSpace'],
  57014: [50, 'MaxTimeMSExpired'],
};
const internalError = [1, 'InternalError'] as const;

export interface MongoError {
  code: number;
  codeName: string;
}

/** An unknown SQLSTATE is an InternalError, as mongod answers for what it did not foresee. */
export function mongoErrorOf(sqlState: string): MongoError {
  const [code, codeName] = mongoErrors[sqlState] ?? internalError;
  return { code, codeName };
}

/** Write errors carry the SQLSTATE packed into an integer, six bits a character; any other number is already MongoDB's own. */
export function mongoErrorOfPacked(packed: number): MongoError {
  const sqlState = Array.from({ length: 5 }, (_, i) => String.fromCharCode(((packed >> (6 * i)) & 63) + 48)).join('');
  const [code, codeName] = mongoErrors[sqlState] ?? [packed, 'InternalError'];
  return { code, codeName };
}

/** A refusal in DocumentDB's terms that the gateway itself makes. */
export class CommandError extends Error {
  readonly sqlState: string;

  constructor(sqlState: string, message: string) {
    super(message);
    this.sqlState = sqlState;
  }
}
