/** Files that staff add: kept first, and named in an entry afterwards. */
export interface UploadStore {
  /** Keeps the bytes of a file; gives their SHA-256. */
  upload(bytes: Uint8Array): Promise<string>;
  /** Octets of those that were uploaded, by SHA-256; the raw bytes of mails lie beside them, and are none. */
  uploadSizes(hashes: readonly string[]): Promise<Map<string, number>>;
  /** Throws Failure `not-found`. */
  uploaded(sha256: string): Promise<Uint8Array>;
}
