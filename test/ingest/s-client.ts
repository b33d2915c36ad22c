/** openssl(1) as a client of STARTTLS. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Makes one handshake and hangs up; gives what openssl printed and how it ended. */
export async function sClient(
  port: number,
  ...args: readonly string[]
): Promise<{ status: number | null; text: string }> {
  const child = spawn(
    'openssl',
    ['s_client', '-starttls', 'smtp', '-connect', `127.0.0.1:${port}`, ...args],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  child.stdin.end('QUIT\n');
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { status: child.exitCode, text: out + error };
}
