/** What the system says of a file that people named, in words for them. */
import { dirname } from 'node:path';
import { Failure } from '../failure.ts';

const words: Readonly<Record<string, (file: string) => Failure>> = {
  ENOENT: (file) => new Failure('bad-usage', `there is no folder ${dirname(file)}`),
  ENOTDIR: (file) => new Failure('bad-usage', `${dirname(file)} is no folder`),
  EEXIST: (file) => new Failure('bad-usage', `${file} is there already`),
  EISDIR: (file) => new Failure('bad-usage', `${file} is a folder; name a file`),
  EACCES: (file) => new Failure('bad-usage', `${file}: this user may not read or write there`),
  EPERM: (file) => new Failure('bad-usage', `${file}: this user may not read or write there`),
  EROFS: (file) => new Failure('bad-usage', `${file}: nothing can be written to that disk`),
  ENOSPC: (file) => new Failure('store-full', `${file}: the disk is full`),
  EDQUOT: (file) => new Failure('store-full', `${file}: the disk is full`),
};

/** A Failure `bad-usage` or `store-full` where the file is at fault; anything else as it is. */
export function fileFailure(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return words[code]?.(file) ?? error;
}
