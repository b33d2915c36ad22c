/**
 * The ports of a gateway, open before anything behind them: so a port that is taken is told before the database starts,
 * root can be given up in between, and who comes early waits instead of being refused.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';

export interface Door {
  /** Hands the open port, and those who wait at it, to the server that will serve it. To be called once. */
  giveTo(server: Server): Promise<void>;
  /** Closes a door that was not given away. */
  close(): Promise<void>;
}

export const doorNames = ['smtp', 'http', 'metrics'] as const;
export type Doors = Readonly<Record<(typeof doorNames)[number], Door>>;

/** Beyond so many, who comes before the start is over is turned away. */
const mostWaiting = 200;

/**
 * Opens all ports of the settings. `sockets`: descriptors of those that were opened for us, by the same names
 * (sd_listen_fds(3)). Throws Failure `bad-settings` where one cannot be had; none is open then.
 */
export async function openDoors(
  settings: Pick<Settings, 'smtp' | 'http' | 'metrics'>,
  sockets: ReadonlyMap<string, number> = new Map(),
): Promise<Doors> {
  const opened: Door[] = [];
  const open = async (name: (typeof doorNames)[number]) => {
    const fd = sockets.get(name);
    const { host, port } = settings[name];
    const where = fd === undefined ? `${host}:${port}` : `the socket that was handed over (${fd})`;
    const door = await openDoor(
      fd === undefined ? { host, port } : { fd },
      `${name}: cannot listen on ${where}`,
    );
    opened.push(door);
    return door;
  };
  try {
    return { smtp: await open('smtp'), http: await open('http'), metrics: await open('metrics') };
  } catch (error) {
    await Promise.all(opened.map((door) => door.close()));
    throw error;
  }
}

/** Closes those that were not given away. */
export async function closeDoors(doors: Doors): Promise<void> {
  await Promise.all(Object.values(doors).map((door) => door.close()));
}

async function openDoor(
  at: { readonly host: string; readonly port: number } | { readonly fd: number },
  fault: string,
): Promise<Door> {
  const waiting: Socket[] = [];
  const holder = createServer({ pauseOnConnect: true }, (socket) => waiting.push(socket));
  holder.maxConnections = mostWaiting;
  try {
    holder.listen(at);
    await once(holder, 'listening');
  } catch (error) {
    throw new Failure('bad-settings', fault, error);
  }
  let given = false;
  return {
    async giveTo(server) {
      given = true;
      // Both share one socket of the system from here on; the holder hears of no more connections.
      server.listen(holder);
      await once(server, 'listening');
      for (const socket of waiting.splice(0)) {
        server.emit('connection', socket);
        socket.resume();
      }
    },
    async close() {
      if (given) return;
      for (const socket of waiting) socket.destroy();
      const closed = once(holder, 'close');
      holder.close();
      await closed;
    },
  };
}
