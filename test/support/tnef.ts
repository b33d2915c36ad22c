/** Writes TNEF streams (MS-OXTNEF), for tests: with own means, so that reader and writer share no fault. */

export interface TnefFile {
  readonly name: string;
  readonly content: Uint8Array;
}

export function attribute(level: 1 | 2, id: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(data.reduce((total, octet) => (total + octet) & 0xffff, 0));
  return Buffer.concat([head, data, sum]);
}

function property(type: number, id: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(id, 2);
  head.writeUInt32LE(1, 4);
  head.writeUInt32LE(value.length, 8);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

export function unicode(id: number, text: string): Buffer {
  return property(0x1f, id, Buffer.from(`${text}\0`, 'utf16le'));
}

export function binary(id: number, value: Uint8Array): Buffer {
  return property(0x102, id, value);
}

export function properties(...list: readonly Buffer[]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(list.length);
  return Buffer.concat([count, ...list]);
}

export function stream(...attributes: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('789f3e220100', 'hex'), ...attributes]);
}

export function file({ name, content }: TnefFile): Buffer {
  return Buffer.concat([
    attribute(2, 0x69002, Buffer.alloc(14)),
    attribute(2, 0x18010, Buffer.from('SHORT~1.DAT\0')),
    attribute(2, 0x6800f, content),
    attribute(2, 0x69005, properties(unicode(0x3707, name))),
  ]);
}
