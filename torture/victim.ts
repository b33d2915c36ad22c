/** What the faults do to a program. */
export interface Victim {
  /** Ends it without a chance to tidy up. */
  kill(): Promise<void>;
  /** Brings it back, on the same port and files, and waits until it works. */
  start(): Promise<void>;
  /** SIGSTOP, and SIGCONT. */
  pause(): void;
  resume(): void;
}
