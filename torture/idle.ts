/** SMTP connections that greet, and then say nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { conversation } from '../test/support/smtp-client.ts';

export interface IdleClients {
  readonly open: number;
  /** How often one had to connect again. */
  readonly reconnected: number;
  stop(): void;
}

/** Dialled at once, so that the gateway is not flooded while it warms up. */
const atOnce = 20;
const againMs = 1000;

/** Opens them, and keeps them open: whoever is sent away comes back after a second. Resolves when all are there. */
export async function openIdle(port: number, count: number): Promise<IdleClients> {
  const closers = new Set<() => void>();
  let reconnected = 0;
  let stopped = false;
  const dial = async (): Promise<void> => {
    for (; !stopped; await sleep(againMs)) {
      try {
        const talk = await conversation(port);
        await talk.say('EHLO idle.example');
        closers.add(talk.close);
        void talk.closed.then(() => {
          closers.delete(talk.close);
          if (stopped) return;
          reconnected += 1;
          void dial();
        });
        return;
      } catch {
        reconnected += 1;
      }
    }
  };
  for (let opened = 0; opened < count; opened += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, count - opened) }, dial));
  }
  return {
    get open() {
      return closers.size;
    },
    get reconnected() {
      return reconnected;
    },
    stop() {
      stopped = true;
      for (const close of closers) close();
    },
  };
}
