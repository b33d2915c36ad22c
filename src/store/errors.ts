/** What the driver throws, told in our own words: the store is away, or it is full. Anything else is a fault of ours. */
import mongoose, { type mongo as driver } from 'mongoose';
import { Failure } from '../failure.ts';

const { mongo } = mongoose;

/** OutOfDiskSpace. */
const fullCode = 14031;
/** What servers write into errors with other codes: of the system, and of a hosted cluster whose quota is used up. */
const fullWords = /no space left|disk is full|over your space quota/i;

/** Errors of the server that a later try may not meet: elections, shutdown, time limits, write concern, log-in; AtlasError. */
const awayCodes = new Set([
  8000, 6, 7, 13, 18, 50, 64, 79, 89, 91, 100, 112, 133, 134, 189, 202, 211, 251, 262, 384, 9001, 10107,
  11600, 11601, 11602, 13435, 13436,
]);

const awayLabels = ['RetryableWriteError', 'TransientTransactionError', 'UnknownTransactionCommitResult'];

const awayErrors = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoClientClosedError,
  mongo.MongoExpiredSessionError,
  mongo.MongoWriteConcernError,
  mongo.MongoOperationTimeoutError,
  mongoose.Error.MongooseServerSelectionError,
] as const;

/** A connection that breaks under a write leaves the driver as the socket told it, or in an error that kept its code. */
const socketCodes = new Set<unknown>(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'EHOSTUNREACH']);

const duplicateKey = 11000;

/** True for a violated unique index. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === duplicateKey;
}

/** True where an operation met its own `maxTimeMS`. */
export function isTimeUp(error: unknown): boolean {
  return error instanceof mongo.MongoError && codes(error).includes(50);
}

/** True where trying the same again at once is what the protocol asks for: the transaction left no trace. */
export function isTransient(error: unknown): boolean {
  return error instanceof mongo.MongoError && error.hasErrorLabel('TransientTransactionError');
}

/** True where it is not known whether a commit happened. */
export function isUnknownCommit(error: unknown): boolean {
  return error instanceof mongo.MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
}

/** True where the store as a whole is in trouble, and not one document. */
export function isAway(error: unknown): boolean {
  return error instanceof Failure || toFailure(error) instanceof Failure;
}

/** The Failure `store-unavailable` or `store-full` that an error of the driver means; else the error itself. */
export function toFailure(error: unknown): unknown {
  if (error instanceof Failure) return error;
  if (meansFull(error)) return new Failure('store-full', 'the store is full', error);
  if (meansAway(error)) return new Failure('store-unavailable', 'the store is not available', error);
  return error;
}

/** The same port, with the errors of all its methods told as Failures. */
export function withFailures<T extends object>(port: T): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...values: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(method, target, values);
        } catch (error) {
          throw toFailure(error);
        }
      };
    },
  });
}

function meansFull(error: unknown): boolean {
  if (!(error instanceof mongo.MongoError)) return false;
  return codes(error).includes(fullCode) || fullWords.test(error.message);
}

function meansAway(error: unknown): boolean {
  if (awayErrors.some((kind) => error instanceof kind) || isOfSocket(error)) return true;
  if (!(error instanceof mongo.MongoError)) return false;
  if (error.name === 'MongoWaitQueueTimeoutError' || isCutShort(error)) return true;
  return (
    awayLabels.some((label) => error.hasErrorLabel(label)) || codes(error).some((code) => awayCodes.has(code))
  );
}

function isOfSocket(error: unknown): boolean {
  return error instanceof Error && 'code' in error && socketCodes.has(error.code);
}

/** A bulk write that no server answered: the driver wraps the error of the network, and drops what kind it was. */
function isCutShort(error: driver.MongoError): boolean {
  if (!(error instanceof mongo.MongoBulkWriteError) || error.code !== undefined) return false;
  return [error.writeErrors].flat().length === 0;
}

function codes(error: driver.MongoError): number[] {
  const found = typeof error.code === 'number' ? [error.code] : [];
  if (!(error instanceof mongo.MongoBulkWriteError)) return found;
  const concern = error.result.getWriteConcernError()?.code;
  return typeof concern === 'number' ? [...found, concern] : found;
}
