/** Mocha's `spec` reporter, which leaves its totals and the names of what failed in a file (reporter option `totals`). */
import { writeFileSync } from 'node:fs';
import mocha from 'mocha';

/** mocha takes the default export of a reporter file. */
// biome-ignore lint/style/noDefaultExport: see above.
export default class Totals extends mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const broken = this.failures.map((test) => `${test.fullTitle()}: ${test.err?.message}`);
      const totals = { passed: passes, failed: failures, skipped: pending, broken };
      writeFileSync(options.reporterOptions.totals, JSON.stringify(totals));
    });
  }
}
