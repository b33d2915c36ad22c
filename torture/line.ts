/** A straight line through samples. Pure. */

export interface Sample {
  /** Seconds from the start. */
  readonly at: number;
  readonly value: number;
}

/** Growth in an hour, by least squares; NaN for fewer than two samples, or all at one time. */
export function slopePerHour(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [at, value] = [mean((sample) => sample.at), mean((sample) => sample.value)];
  const covariance = mean((sample) => (sample.at - at) * (sample.value - value));
  const variance = mean((sample) => (sample.at - at) ** 2);
  return (covariance / variance) * 3600;
}
