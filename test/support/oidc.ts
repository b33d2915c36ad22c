/** A real provider of OpenID Connect on loopback, with its own pages for log-in and consent. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import type { Page } from 'playwright-core';

export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where people are sent back to: set before the first log-in. */
  allow(callback: string): void;
  /** What it says of somebody, by the name that he logs in with there. */
  readonly people: Map<string, Record<string, unknown>>;
  stop(): Promise<void>;
}

const client = { clientId: 'postern', clientSecret: 'a secret of the tests' };

export async function startProvider(): Promise<TestProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const people: TestProvider['people'] = new Map();
  return {
    issuer,
    ...client,
    people,
    allow(callback) {
      const provider = new Provider(issuer, configuration(callback, people));
      server.removeAllListeners('request').on('request', provider.callback());
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function configuration(callback: string, people: TestProvider['people']): object {
  return {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [callback],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'RS256',
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    cookies: { keys: ['only for tests'] },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...people.get(id) }),
    }),
  };
}

/** Logs in at the provider’s own page, and agrees. */
export async function logInAtProvider(page: Page, name: string): Promise<void> {
  // Its pages ask for a font that is not on this machine.
  await page.route(/googleapis/, (route) => route.abort());
  await page.fill('input[name=login]', name);
  await page.fill('input[name=password]', 'any');
  await page.click('button[type=submit]');
  await page.click('button[type=submit]');
}
