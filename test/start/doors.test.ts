import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { settingsSchema } from '../../src/config/schema.ts';
import { Failure } from '../../src/failure.ts';
import { type Doors, openDoors } from '../../src/start/doors.ts';

const settings = (ports: Partial<Record<'smtp' | 'http' | 'metrics', number>> = {}) =>
  settingsSchema.parse({
    smtp: { port: ports.smtp ?? 0 },
    http: { port: ports.http ?? 0 },
    metrics: { port: ports.metrics ?? 0 },
  });
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const closeAll = (doors: Doors) => Promise.all(Object.values(doors).map((door) => door.close()));

/** A port that another program holds. */
async function taken(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** A port that nobody holds now. */
async function free(): Promise<number> {
  const server = await taken();
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

describe('the doors', () => {
  it('let who comes early wait, and serve him when the server is there', async () => {
    const port = await free();
    const doors = await openDoors(settings({ smtp: port }));
    const early = connect(port, '127.0.0.1');
    await once(early, 'connect');
    early.write('said early');
    const server = createServer((socket) => {
      socket.once('data', (heard) => socket.end(`220 ${heard}`));
    });
    await doors.smtp.giveTo(server);
    expect(await text(early)).to.equal('220 said early');
    const late = connect(port, '127.0.0.1').end('said late');
    expect(await text(late)).to.equal('220 said late');
    server.close();
    await once(server, 'close');
    await closeAll(doors);
    const refused = await once(connect(port, '127.0.0.1'), 'connect').catch((error: unknown) => error);
    expect(refused).to.include({ code: 'ECONNREFUSED' });
  });

  it('serve an early request of HTTP', async () => {
    const port = await free();
    const doors = await openDoors(settings({ http: port }));
    const asked = fetch(`http://127.0.0.1:${port}/`);
    const server = createHttp((_request, response) => response.end('hello'));
    await doors.http.giveTo(server);
    expect(await (await asked).text()).to.equal('hello');
    server.closeAllConnections();
    server.close();
    await closeAll(doors);
  });

  it('are all shut again where one cannot be opened, which is named', async () => {
    const other = await taken();
    const port = await free();
    const failure = await openDoors(settings({ smtp: port, metrics: portOf(other) })).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(Failure).and.include({ code: 'bad-settings' });
    expect((failure as Failure).message).to.equal(`metrics: cannot listen on 127.0.0.1:${portOf(other)}`);
    const again = createServer().listen(port, '127.0.0.1');
    await once(again, 'listening');
    again.close();
    other.close();
  });

  it('say which socket is none', async () => {
    const failure = await openDoors(settings(), new Map([['http', 9999]])).catch((error: unknown) => error);
    expect((failure as Failure).message).to.include('http: cannot listen on the socket that was handed over');
  });
});
