/** Bytes that go out, and files that come in. */
import { z } from '@hono/zod-openapi';
import { Failure } from '../../failure.ts';
import { keepFile } from '../inbox/upload.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';

/** Bytes to be saved, never shown: what a stranger sent must not become a page of ours (RFC 6266). */
export function attached(bytes: Uint8Array, type: string, filename: string): Response {
  const ascii = filename.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const name = encodeURIComponent(filename.toWellFormed()).replaceAll(/['()*]/g, hex);
  return new Response(new Uint8Array(bytes), {
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${name}`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    },
  });
}

const hex = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

const upload = z
  .object({
    filename: z.string(),
    contentType: z.string(),
    size: z.int(),
    sha256: z.string(),
    contentId: z.string().nullable(),
  })
  .meta({ id: 'Upload', description: 'As `attachments` of an action take it.' });

/** Adds `/uploads`. */
export function addUploads(api: Api, site: Site): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/uploads',
      tag: 'Uploads',
      summary: 'Keeps a file, to be attached to an answer',
      scope: 'tickets:write',
      query: z.object({
        filename: z.string().min(1).max(255),
        type: z.string().max(127).default('application/octet-stream'),
      }),
      body: 'application/octet-stream',
      answer: upload,
      status: 201,
    },
    async ({ c, query: { filename, type } }) => {
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      if (bytes.byteLength === 0) throw new Failure('bad-usage', 'the file is empty');
      return keepFile(site, new File([bytes], filename, { type }));
    },
  );
}
