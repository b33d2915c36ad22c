/** Root hooks of mocha: they end what tests share. */
import { stopTestServer } from './mongod.ts';

export const mochaHooks = {
  async afterAll() {
    await stopTestServer();
  },
};
