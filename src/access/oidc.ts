/** Log-in by a provider of OpenID Connect: authorisation code with PKCE, state and nonce (RFC 6749, 7636; OIDC Core 3.1). */
import * as client from 'openid-client';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import { type Claims, claimsSchema } from './oidc-agent.ts';

export type OidcSettings = NonNullable<Settings['oidc']>;

/** What the browser keeps until it comes back, in a cookie of its own. */
export interface Journey {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Oidc {
  /**
   * Where to send the browser. `again`: he is asked for his password there even where he is logged in. Throws Failure
   * `overloaded` where the provider cannot be reached.
   */
  begin(redirectUri: string, again: boolean): Promise<{ readonly url: URL; readonly journey: Journey }>;
  /** What the provider says of who came back. Throws Failure `forbidden` where anything does not fit. */
  finish(callback: URL, journey: Journey, again: boolean): Promise<Claims>;
}

const timeoutSeconds = 10;
/** Where he has to log in anew, this long ago is new. */
const freshSeconds = 300;

/** The provider of the settings. What it tells of itself is asked once, and again after it could not be reached. */
export function makeOidc(settings: OidcSettings): Oidc {
  let discovered: Promise<client.Configuration> | null = null;
  const configuration = (): Promise<client.Configuration> => {
    discovered ??= discover(settings).catch((error: unknown) => {
      discovered = null;
      throw new Failure('overloaded', 'the provider of log-ins cannot be reached', error);
    });
    return discovered;
  };
  return {
    async begin(redirectUri, again) {
      const provider = await configuration();
      const journey = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state: journey.state,
        nonce: journey.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(journey.verifier),
        code_challenge_method: 'S256',
        ...(again ? { prompt: 'login', max_age: String(freshSeconds) } : {}),
      });
      return { url, journey };
    },
    async finish(callback, { state, nonce, verifier }, again) {
      const provider = await configuration();
      try {
        const tokens = await client.authorizationCodeGrant(provider, callback, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
          ...(again ? { maxAge: freshSeconds } : {}),
        });
        const told = tokens.claims();
        if (told === undefined) throw new Error('no ID token');
        if (told['email'] !== undefined) return claimsSchema.parse(told);
        const more = await client.fetchUserInfo(provider, tokens.access_token, told.sub);
        return claimsSchema.parse({ ...more, ...told });
      } catch (error) {
        throw new Failure('forbidden', 'the provider did not confirm who you are', error);
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const server = new URL(issuer);
  const proof = clientSecret === undefined ? client.None() : client.ClientSecretPost(clientSecret);
  // The settings let plain HTTP through on loopback alone.
  const insecure = server.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  return client.discovery(server, clientId, undefined, proof, {
    timeout: timeoutSeconds,
    // ID tokens come over TLS from the provider itself; their signature is checked all the same.
    execute: [client.enableNonRepudiationChecks, ...insecure],
  });
}
