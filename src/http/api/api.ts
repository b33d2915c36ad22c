/** The API: all that the pages do, for programs. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import type { Env, Site } from '../site.ts';
import { addAgents, addAudit } from './agents.ts';
import { authenticate } from './authenticate.ts';
import { limitBodies } from './bodies.ts';
import { addCanned } from './canned.ts';
import type { Api, ApiEnv } from './endpoint.ts';
import { addEvents } from './events.ts';
import { addUploads } from './files.ts';
import { addJudgements } from './judgements.ts';
import { addKnowledge } from './knowledge.ts';
import { addLists } from './lists.ts';
import { addMails } from './mails.ts';
import { addMessages } from './messages.ts';
import { addOutbox } from './outbox.ts';
import { addDrafts, addPresence, addSearches } from './personal.ts';
import { ApiError, problem, problemOf } from './problem.ts';
import { limitRates } from './rates.ts';
import { knowRepeats } from './repeats.ts';
import { addRules } from './rules.ts';
import { addRulesTest } from './rules-test.ts';
import { addTickets } from './tickets.ts';
import { addTokens } from './tokens.ts';
import { addTraceApi } from './trace.ts';
import { addWebhooks } from './webhooks.ts';

const apiBase = '/api/v1';

const info = {
  title: 'Postern',
  version: '1',
  description: 'Tickets, mails and people of an e-mail-to-ticket gateway. How to use it: docs/api.md.',
};

/** Adds `/api/v1…`. Gives what ends lines that stay open. */
export function addApi(app: Hono<Env>, site: Site): () => void {
  const { api, close } = makeApi(site);
  app.route(apiBase, api as unknown as Hono<Env>);
  return close;
}

/** The routes of the API, without what is above them. */
function makeApi(site: Site): { readonly api: Api; readonly close: () => void } {
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw new ApiError('invalid', 'what was sent makes no sense', {
        errors: faultsOf(result.error.issues),
      });
    },
  });
  api.onError((error, c) => problemOf(error, c, site.log));
  api.get('/openapi.json', (c) => c.json(document(), 200, { 'Cache-Control': 'no-cache' }));
  api.use(authenticate(site), limitRates(site), limitBodies(site), knowRepeats(site));
  api.use(async (c, next) => {
    await next();
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
  });
  addTickets(api, site);
  addMessages(api, site);
  addDrafts(api, site);
  addSearches(api, site);
  addPresence(api, site);
  addCanned(api, site);
  addKnowledge(api, site);
  addUploads(api, site);
  addMails(api, site);
  addJudgements(api, site);
  addTraceApi(api, site);
  addOutbox(api, site);
  addAgents(api, site);
  addTokens(api, site);
  addAudit(api, site);
  addWebhooks(api, site);
  addLists(api, site);
  addRules(api, site);
  addRulesTest(api, site);
  const close = addEvents(api, site);
  api.all('*', () => problem(404, 'not-found', 'there is no such route'));
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'postern',
    description: 'Of a page of ours, from the same origin.',
  });
  const document = () => api.getOpenAPI31Document({ openapi: '3.1.0', info, servers: [{ url: apiBase }] });
  return { api, close };
}

function faultsOf(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
  return issues.slice(0, 50).map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: message,
  }));
}
