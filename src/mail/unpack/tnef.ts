/** Transport-Neutral Encapsulation Format: the winmail.dat of Outlook and Exchange (MS-OXTNEF). */
import {
  bytesOf,
  charsetOf,
  dateOf,
  decodeString8,
  numberOf,
  type Properties,
  readProperties,
  textOf,
} from './mapi.ts';

export interface TnefAttachment {
  /** As given; null where none is. */
  readonly name: string | null;
  readonly type: string | null;
  readonly contentId: string | null;
  readonly inline: boolean;
  readonly data: Buffer;
  /** A message within the message, where it is one. */
  readonly message: TnefMessage | null;
}

export interface TnefMessage {
  readonly subject: string;
  readonly from: { readonly name: string; readonly address: string } | null;
  /** Display names, as Outlook shows them. */
  readonly to: string;
  readonly date: Date | null;
  readonly text: string | null;
  readonly html: { readonly bytes: Buffer; readonly charset: string } | null;
  /** Compressed (MS-OXRTFCP). */
  readonly rtf: Buffer | null;
  readonly attachments: readonly TnefAttachment[];
  /** False where the stream ends too early or goes on with what is no attribute. */
  readonly complete: boolean;
}

const signature = 0x223e9f78;
const maxAttachments = 1000;
/** A message within a message is written anew in base64, a third larger each time: 24 MB of eight levels took 600 MB. */
const maxDepth = 2;

/** Attributes (MS-OXTNEF 2.1.3.3), without their type. */
const attribute = {
  from: 0x8000,
  subject: 0x8004,
  body: 0x800c,
  attachData: 0x800f,
  attachTitle: 0x8010,
  attachTransportName: 0x9001,
  attachRendering: 0x9002,
  messageProperties: 0x9003,
  attachProperties: 0x9005,
  codepage: 0x9007,
} as const;

/** Properties (MS-OXPROPS). */
const property = {
  subject: 0x0037,
  sentAt: 0x0039,
  senderName: 0x0c1a,
  senderAddress: 0x0c1f,
  senderSmtpAddress: 0x5d01,
  to: 0x0e04,
  body: 0x1000,
  compressedRtf: 0x1009,
  html: 0x1013,
  displayName: 0x3001,
  attachData: 0x3701,
  attachName: 0x3704,
  attachMethod: 0x3705,
  attachLongName: 0x3707,
  attachType: 0x370e,
  attachContentId: 0x3712,
  attachFlags: 0x3714,
  internetCodepage: 0x3fde,
  hidden: 0x7ffe,
} as const;

/** The classes of objects in attachments, as they begin: IMessage, IStorage, IStream. */
const messageClass = Buffer.from('0703020000000000c000000000000046', 'hex');
const storageClass = Buffer.from('0b00000000000000c000000000000046', 'hex');
const streamClass = Buffer.from('0c00000000000000c000000000000046', 'hex');

interface Attributes {
  readonly message: Map<number, Buffer>;
  readonly attachments: Map<number, Buffer>[];
  readonly complete: boolean;
}

/** Reads a stream; null where it is none. Never throws; what is read shares the memory of `bytes`. */
export function readTnef(bytes: Buffer, depth = 0): TnefMessage | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) return null;
  const { message, attachments, complete } = readAttributes(bytes);
  const codepage = firstNumber(message.get(attribute.codepage)) ?? 1252;
  const properties = readProperties(message.get(attribute.messageProperties) ?? Buffer.alloc(0));
  const plain = (id: number): string | null => {
    const found = message.get(id);
    return found === undefined ? null : decodeString8(found, codepage);
  };
  return {
    subject: textOf(properties, property.subject, codepage) ?? plain(attribute.subject) ?? '',
    from: sender(properties, codepage),
    to: textOf(properties, property.to, codepage) ?? '',
    date: dateOf(properties, property.sentAt),
    text: textOf(properties, property.body, codepage) ?? plain(attribute.body),
    html: page(properties, codepage),
    rtf: bytesOf(properties, property.compressedRtf),
    attachments: attachments.map((one) => attachment(one, codepage, depth)),
    complete,
  };
}

function readAttributes(bytes: Buffer): Attributes {
  const message = new Map<number, Buffer>();
  const attachments: Map<number, Buffer>[] = [];
  let at = 6;
  while (at + 9 <= bytes.length) {
    const level = bytes[at];
    const id = bytes.readUInt16LE(at + 1);
    const start = at + 9;
    const end = start + bytes.readUInt32LE(at + 5);
    if ((level !== 1 && level !== 2) || end > bytes.length) break;
    if (level === 2 && (id === attribute.attachRendering || attachments.length === 0)) {
      if (attachments.length >= maxAttachments) break;
      attachments.push(new Map());
    }
    const target = level === 1 ? message : attachments.at(-1);
    if (target !== undefined && !target.has(id)) target.set(id, bytes.subarray(start, end));
    at = end + 2;
  }
  // Some writers leave out the last checksum or add a line end.
  return { message, attachments, complete: bytes.length - at <= 4 };
}

function firstNumber(bytes: Buffer | undefined): number | null {
  return bytes === undefined || bytes.length < 4 ? null : bytes.readUInt32LE(0);
}

function sender(properties: Properties, codepage: number): TnefMessage['from'] {
  const name = textOf(properties, property.senderName, codepage) ?? '';
  const given = [property.senderSmtpAddress, property.senderAddress]
    .map((id) => textOf(properties, id, codepage))
    .find((address) => address?.includes('@') === true);
  return name === '' && given === undefined ? null : { name, address: given ?? '' };
}

function page(properties: Properties, codepage: number): TnefMessage['html'] {
  const text = textOf(properties, property.html, codepage);
  if (text !== null) return { bytes: Buffer.from(text), charset: 'utf-8' };
  const bytes = bytesOf(properties, property.html);
  if (bytes === null || bytes.length === 0) return null;
  return { bytes, charset: charsetOf(numberOf(properties, property.internetCodepage) ?? codepage) };
}

function attachment(
  attributes: ReadonlyMap<number, Buffer>,
  codepage: number,
  depth: number,
): TnefAttachment {
  const properties = readProperties(attributes.get(attribute.attachProperties) ?? Buffer.alloc(0));
  const text = (id: number): string | null => textOf(properties, id, codepage) || null;
  const plain = (id: number): string | null => {
    const found = attributes.get(id);
    return (found === undefined ? null : decodeString8(found, codepage)) || null;
  };
  const object = bytesOf(properties, property.attachData);
  const isMessage = object?.subarray(0, 16).equals(messageClass) === true;
  const contentId = text(property.attachContentId);
  return {
    name:
      text(property.attachLongName) ??
      plain(attribute.attachTransportName) ??
      text(property.attachName) ??
      plain(attribute.attachTitle) ??
      text(property.displayName),
    type: text(property.attachType),
    contentId: contentId?.replace(/^<|>$/g, '') ?? null,
    inline: ((numberOf(properties, property.attachFlags) ?? 0) & 4) !== 0 && contentId !== null,
    data: isMessage
      ? object.subarray(16)
      : (content(object) ?? attributes.get(attribute.attachData) ?? Buffer.alloc(0)),
    message: isMessage && depth < maxDepth ? readTnef(object.subarray(16), depth + 1) : null,
  };
}

/** Objects begin with their class; by-value data in the property has none. */
function content(object: Buffer | null): Buffer | null {
  if (object === null || object.length === 0) return null;
  const start = object.subarray(0, 16);
  return start.equals(storageClass) || start.equals(streamClass) ? object.subarray(16) : object;
}
