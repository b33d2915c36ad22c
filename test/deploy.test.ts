/** The units for systemd: what they set exists, and what they allow is little. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fileVariable, pathOf } from '../src/config/names.ts';
import { settingsSchema } from '../src/config/schema.ts';
import { doorNames } from '../src/start/doors.ts';
import { findProgram } from './support/program.ts';

const root = join(import.meta.dirname, '..');
const unit = (name: string) => readFileSync(join(root, 'deploy', name), 'utf8');
const values = (text: string, key: string) =>
  [...text.matchAll(new RegExp(`^#?${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);

describe('the systemd units', () => {
  const service = unit('postern.service');

  it('set variables that are settings, and start a program that there is', () => {
    const names = values(service, 'Environment').map((line) => line.split('=')[0] ?? '');
    expect(names).to.have.length(3);
    for (const name of names)
      expect(name === fileVariable || pathOf(name.replace(/_FILE$/, '')) !== null, name).to.equal(true);
    const [node = '', ...args] = (values(service, 'ExecStart')[0] ?? '').split(' ');
    for (const file of [node, args.find((arg) => arg.endsWith('main.ts')) ?? ''])
      expect(existsSync(file.replace('/opt/postern', root)), file).to.equal(true);
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(args.slice(0, -2).join(' '), 'as npm start has it').to.equal(
      /^node (.*) src\/main\.ts run$/.exec(scripts.start)?.[1],
    );
  });

  it('hand over sockets by names that Postern knows', () => {
    for (const name of values(unit('postern-smtp.socket'), 'FileDescriptorName'))
      expect(doorNames).to.include(name);
  });

  it('give more time to stop than Postern takes', () => {
    const { stopSeconds } = settingsSchema.parse({}).run;
    expect(Number(values(service, 'TimeoutStopSec')[0])).to.be.at.least(2 * stopSeconds);
  });

  it('are sound, and open little, to systemd itself', function () {
    if (findProgram('systemd-analyze') === null) this.skip();
    const analyze = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { cwd: root, encoding: 'utf8' });
      return { status, text: stdout + stderr };
    };
    // From 0, closed, to 100. Usual services have over 90.
    const { status, text } = analyze(
      ...['security', '--offline=true', '--no-pager', '--threshold=20', 'deploy/postern.service'],
    );
    expect(status, text).to.equal(0);
    expect(text).not.to.match(/Unknown|Failed to parse|ignoring/i);
  });
});
