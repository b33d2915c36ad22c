/** POST /inbox/upload: keeps files for an answer that is being written. */
import type { Context } from 'hono';
import { Failure } from '../../failure.ts';
import type { Upload } from '../../model/inbox.ts';
import type { Env, Site } from '../site.ts';

/** Gives the kept files as JSON, in order. 413 where one alone is larger than all of a mail may be. */
export async function upload(c: Context<Env>, site: Site): Promise<Response> {
  const body = await c.req.parseBody({ all: true });
  const files = [body['files'] ?? []].flat().filter((file) => file instanceof File);
  try {
    const kept: Upload[] = [];
    for (const file of files) kept.push(await keepFile(site, file));
    return c.json(kept);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return c.json({ error: failure.message }, failure.code === 'mail-too-big' ? 413 : 503);
  }
}

/** Keeps one file. Throws Failure `mail-too-big`, `store-unavailable` and `store-full`. */
export async function keepFile(site: Pick<Site, 'store' | 'settings'>, file: File): Promise<Upload> {
  const { attachmentBytes } = site.settings().inbox;
  if (file.size > attachmentBytes) throw new Failure('mail-too-big', 'the file is too large for a mail');
  const sha256 = await site.store.inbox.upload(new Uint8Array(await file.arrayBuffer()));
  const filename = plainName(file.name);
  return { filename, contentType: plainType(file.type), size: file.size, sha256, contentId: null };
}

/** The last part of a path, without control characters. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replaceAll(/\p{C}/gu, '').trim().slice(0, 200) || 'file';
}

/** A media type (RFC 2045, 5.1) without parameters; what is none is bytes. */
function plainType(type: string): string {
  const [plain = ''] = type.toLowerCase().split(';');
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}$/.test(plain.trim())
    ? plain.trim()
    : 'application/octet-stream';
}
