/** Notifications of Amazon SES, which come as JSON in a mail of Amazon SNS (SES developer guide, notification contents). */
import { z } from 'zod';
import type { Part } from '../mime.ts';
import { decoded, type Report } from './report.ts';

const address = z.object({
  emailAddress: z.string(),
  action: z.string().optional(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional(),
});

const notificationForm = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  bounce: z.object({ bounceType: z.string().optional(), bouncedRecipients: z.array(address) }).optional(),
  complaint: z
    .object({ complainedRecipients: z.array(address), complaintFeedbackType: z.string().nullish() })
    .optional(),
  delivery: z.object({ recipients: z.array(z.string()), smtpResponse: z.string().optional() }).optional(),
  mail: z
    .object({
      messageId: z.string().optional(),
      headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    })
    .optional(),
});

/** The wrapping of SNS where raw delivery is off. */
const envelopeForm = z.object({ Type: z.literal('Notification'), Message: z.string() });

export interface Notification {
  readonly kind: 'bounce' | 'complaint' | 'delivery';
  readonly reports: readonly Report[];
  readonly feedbackType: string | null;
  readonly messageId: string | null;
}

/** More than SES sends. */
const maxJson = 262_144;

/** The notification in a mail's first text; null where there is none. */
export function readNotification(root: Part): Notification | null {
  const part = root.type.value.startsWith('multipart/') ? root.children[0] : root;
  if (part === undefined || part.type.value !== 'text/plain') return null;
  if (!/^\s{0,10}\{/.test(decoded({ ...part, body: part.body.slice(0, 100) }))) return null;
  const outer = parsed(decoded(part).slice(0, maxJson));
  const envelope = envelopeForm.safeParse(outer);
  const form = notificationForm.safeParse(envelope.success ? parsed(envelope.data.Message) : outer);
  return form.success ? judged(form.data) : null;
}

/** JSON up to its last brace before SNS's footer. Relays fold long lines with `!` and a line end. */
function parsed(text: string): unknown {
  const footer = text.search(/\n--\r?\n/);
  const body = footer < 0 ? text : text.slice(0, footer);
  const json = body.slice(0, body.lastIndexOf('}') + 1).replace(/!?\r?\n ?/g, '');
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function judged(form: z.infer<typeof notificationForm>): Notification | null {
  const type = form.notificationType ?? form.eventType;
  const messageId = originalId(form);
  if (type === 'Bounce' && form.bounce !== undefined) {
    const reports = form.bounce.bouncedRecipients.map(bounced);
    return { kind: 'bounce', reports, feedbackType: null, messageId };
  }
  if (type === 'Complaint' && form.complaint !== undefined) {
    const reports = form.complaint.complainedRecipients.map(bounced);
    return {
      kind: 'complaint',
      reports,
      feedbackType: form.complaint.complaintFeedbackType ?? null,
      messageId,
    };
  }
  if (type === 'Delivery' && form.delivery !== undefined) {
    const diagnostic = form.delivery.smtpResponse ?? null;
    const status = /\b2\.\d{1,3}\.\d{1,3}\b/.exec(diagnostic ?? '')?.[0] ?? null;
    const reports = form.delivery.recipients.map(
      (recipient): Report => ({ recipient, action: 'delivered', status, diagnostic }),
    );
    return { kind: 'delivery', reports, feedbackType: null, messageId };
  }
  return null;
}

function bounced(one: z.infer<typeof address>): Report {
  return {
    recipient: one.emailAddress.replace(/^.{0,200}<|>$/g, ''),
    action: one.action === 'delayed' ? 'delayed' : 'failed',
    status: /[245]\.\d{1,3}\.\d{1,3}/.exec(one.status ?? '')?.[0] ?? null,
    diagnostic: one.diagnosticCode?.replace(/^[\w.+-]{1,40};\s{0,20}/, '') ?? null,
  };
}

/** The Message-ID that the mail was written with, where its header is told; else the one that SES gave it. */
function originalId(form: z.infer<typeof notificationForm>): string | null {
  const own = form.mail?.headers?.find((field) => field.name.toLowerCase() === 'message-id')?.value;
  return own?.replace(/^\s*<|>\s*$/g, '') ?? form.mail?.messageId ?? null;
}
