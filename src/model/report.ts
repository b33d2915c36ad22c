/** What the report on past tickets tells. */

/** Tickets of one kind of problem, for the report. */
export interface Problem {
  /** What all of them have in common; tags have `#` before them. */
  readonly words: readonly string[];
  readonly tickets: number;
  /** Opened in each month (`2026-11`). */
  readonly byMonth: Readonly<Record<string, number>>;
  readonly examples: readonly { readonly ticketId: string; readonly subject: string }[];
  readonly solution: { readonly ticketId: string; readonly problem: string } | null;
}

/** How long something took. */
export interface Durations {
  /** Of so many tickets. */
  readonly counted: number;
  /** Half of them took no longer, ms; null where there are none. */
  readonly median: number | null;
  /** Nine of ten took no longer, ms. */
  readonly ninety: number | null;
}

/** What happened to the tickets that were opened since some day. */
export interface Report {
  readonly tickets: number;
  /** True where there were more than were counted. */
  readonly capped: boolean;
  readonly problems: readonly Problem[];
  readonly firstAnswer: Durations;
  readonly solution: Durations;
  readonly volume: readonly {
    readonly department: string;
    readonly tickets: number;
    readonly byMonth: Readonly<Record<string, number>>;
  }[];
}
