/** Root hooks of mocha: what holds for all tests, and the end of what they share. */
import fc from 'fast-check';
import { stopTestServer } from './mongod.ts';

/** Property tests try the same samples in each run; `POSTERN_SEED=7 npm test` tries others. */
fc.configureGlobal({ seed: Number(process.env['POSTERN_SEED'] ?? 1) });

export const mochaHooks = {
  async afterAll() {
    await stopTestServer();
  },
};
