import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import { makeController } from '../../src/screening/rspamd-controller.ts';

describe('rspamd’s controller', () => {
  let server: Server;
  let answer: { status: number; body: string };
  const asked: { url: string; password: string | undefined; body: string }[] = [];
  before(async () => {
    server = createServer(async (request, response) => {
      const password = request.headers['password'];
      asked.push({ url: request.url ?? '', password: String(password ?? ''), body: await text(request) });
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());
  beforeEach(() => {
    answer = { status: 200, body: '{"success":true}' };
    asked.length = 0;
  });
  const controller = (password: string | null = null) => {
    const { port } = server.address() as AddressInfo;
    return makeController({ url: `http://127.0.0.1:${port}`, password, timeoutMs: 2000 });
  };
  const complaint = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (cause: unknown) => cause,
    );
    expect(error).to.be.instanceOf(Failure).with.property('code', 'scorer-unavailable');
    return (error as Failure).message;
  };

  it('names each symbol once, by name', async () => {
    const rule = (symbol: string, weight: number | null) => ({ symbol, weight, description: null });
    const groups = [
      { group: 'b', rules: [rule('Z', 1), rule('A', null)] },
      { group: 'c', rules: [rule('Z', 1)] },
    ];
    answer = { status: 200, body: JSON.stringify(groups) };
    expect(await controller().weights()).to.deep.equal([
      { name: 'A', group: 'b', description: '', weight: 0 },
      { name: 'Z', group: 'b', description: '', weight: 1 },
    ]);
  });

  it('leaves the thresholds alone that nobody set', async () => {
    for (const action of ['reject', 'rewrite subject', 'add header', 'greylist'])
      await controller('geheim').setThreshold(action, 7.5);
    await controller().setWeight('GTUBE', -2);
    expect(asked.map(({ body }) => body)).to.deep.equal([
      '[7.5,null,null,null]',
      '[null,7.5,null,null]',
      '[null,null,7.5,null]',
      '[null,null,null,7.5]',
      '[{"name":"GTUBE","value":-2}]',
    ]);
    expect(asked.map(({ password }) => password)).to.deep.equal(['geheim', 'geheim', 'geheim', 'geheim', '']);
  });

  it('says that the password is wrong, or what rspamd said', async () => {
    answer = { status: 401, body: '{"error":"Unauthorized"}' };
    expect(await complaint(controller('x').state())).to.include('does not take our password');
    answer = { status: 404, body: '{"error":"No symbols to save"}' };
    expect(await complaint(controller('x').setWeight('NONE', 1))).to.include('No symbols to save');
  });

  it('reads statistics with no class, which Lua writes as an object', async () => {
    answer = { status: 200, body: '{"version":"3.4","statfiles":{}}' };
    expect(await controller().state()).to.deep.equal({
      version: '3.4',
      uptime: 0,
      scanned: 0,
      learned: 0,
      statfiles: [],
    });
  });

  it('reads an answer or refuses it, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (body) => {
        answer = { status: 200, body };
        const { state, actions, weights } = controller();
        for (const asking of [state, actions, weights])
          await asking().catch((error: unknown) => {
            expect(error).to.be.instanceOf(Failure).with.property('code', 'scorer-unavailable');
          });
      }),
      { numRuns: 50 },
    );
  });
});
