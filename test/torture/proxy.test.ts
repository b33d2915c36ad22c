import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { type LinkProxy, startProxy } from '../../torture/proxy.ts';
import { seeded } from '../../torture/random.ts';

describe('the proxy of the torture run', () => {
  let echo: Server;
  let proxy: LinkProxy;
  const sockets: Socket[] = [];

  before(async () => {
    echo = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await startProxy((echo.address() as AddressInfo).port);
  });
  after(async () => {
    await proxy.close();
    echo.close();
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  const dial = async () => {
    const socket = connect(proxy.port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  const ask = async (socket: Socket, words: string): Promise<string> => {
    socket.write(words);
    const [piece] = (await once(socket, 'data')) as [Buffer];
    return piece.toString('latin1');
  };
  const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

  it('passes on what both sides say', async () => {
    expect(await ask(await dial(), 'hello')).to.equal('hello');
  });

  it('passes on the end of either side', async () => {
    const socket = await dial();
    await ask(socket, 'hello');
    socket.end();
    await closed(socket);
  });

  it('cuts what is open and what is dialled meanwhile, and then lets clients through again', async () => {
    const socket = await dial();
    await ask(socket, 'hello');
    const cut = proxy.cut(50);
    await closed(socket);
    const other = connect(proxy.port, '127.0.0.1').on('error', () => {});
    await closed(other);
    await cut;
    expect(await ask(await dial(), 'again')).to.equal('again');
  });

  it('holds pieces back without changing them or their order', async () => {
    const socket = await dial();
    const delayed = proxy.delay(100, 10);
    expect(await ask(socket, 'one')).to.equal('one');
    expect(await ask(socket, 'two')).to.equal('two');
    await delayed;
    expect(await ask(socket, 'three')).to.equal('three');
  });

  it('makes noise of what the server says, until it cuts the connection', async () => {
    const socket = await dial();
    const garbled = proxy.garble(50, seeded(1));
    const said = await ask(socket, 'a line that must not get through');
    expect(said).to.have.length(32);
    expect(said).not.to.include('line');
    await Promise.all([garbled, closed(socket)]);
    expect(await ask(await dial(), 'again')).to.equal('again');
  });
});
