/**
 * Installs what is missing and asks nothing: packages (with them the pinned Node), the database program, and with
 * `--tests` or `--bench` the servers those need. What is there already costs milliseconds.
 *
 * Plain JavaScript for Node 20: it runs before there is anything newer. Exit 69: Postern cannot start on this machine.
 */
import { parseArgs } from 'node:util';
import { setUpMongod } from './setup-mongod.mjs';
import { setUpPackages } from './setup-packages.mjs';
import { setUpServers } from './setup-servers.mjs';

const { values: options } = parseArgs({
  options: { tests: { type: 'boolean' }, bench: { type: 'boolean' } },
});

try {
  setUpPackages();
  await setUpMongod({ needed: options.tests || options.bench });
  for (const missing of setUpServers(options)) console.log(`setup: ${missing}`);
} catch (error) {
  console.error(`setup: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 69;
}
