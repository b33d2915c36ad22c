import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseTree } from '../../src/mail/mime.ts';
import { readMail } from '../../src/mail/read.ts';

interface Leaf {
  readonly name: string;
  readonly content: Uint8Array;
}
type Node = Leaf | readonly Node[];

const leaf: fc.Arbitrary<Leaf> = fc.record({
  name: fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .map((name) => `${name.toWellFormed().replace(/[\p{C}\p{Z}\s"\\/=?]/gu, 'x')}.bin`),
  content: fc.uint8Array({ maxLength: 200 }),
});
const { tree } = fc.letrec<{ tree: Node }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('tree'), { minLength: 1, maxLength: 3 })),
}));

function isLeaf(node: Node): node is Leaf {
  return !Array.isArray(node);
}

function leaves(node: Node): Leaf[] {
  return isLeaf(node) ? [node] : node.flatMap(leaves);
}

/** Composes with own means, so that reader and writer share no fault. */
function compose(node: Node, path: string): string {
  if (isLeaf(node)) {
    const name = encodeURIComponent(node.name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
    return `Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=utf-8''${name}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(node.content).toString('base64')}`;
  }
  const parts = node.map((child, index) => `--${path}\r\n${compose(child, `${path}.${index}`)}\r\n`);
  return `Content-Type: multipart/mixed; boundary="${path}"\r\n\r\n${parts.join('')}--${path}--\r\n`;
}

describe('the MIME tree', () => {
  it('reads what was composed: names, sizes and hashes, in order', () => {
    fc.assert(
      fc.property(tree, (node) => {
        const { attachments, defects } = readMail(
          Buffer.from(`From: a@b.example\r\n${compose(node, 'b')}`),
          null,
        );
        const wanted = leaves(node).map(({ name, content }) => ({
          filename: name.replace(/\s+/g, ' ').trim(),
          size: content.length,
          sha256: createHash('sha256').update(content).digest('hex'),
        }));
        expect(attachments.map(({ filename, size, sha256 }) => ({ filename, size, sha256 }))).to.deep.equal(
          wanted,
        );
        expect(defects.filter((defect) => !defect.includes('no body'))).to.deep.equal([]);
      }),
    );
  });

  it('shows all texts in order, whatever their encoding', () => {
    const line = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map((text) => `x${text.toWellFormed().replace(/[\p{C}\p{Z}\s=]/gu, 'y')}.`);
    const text = fc.record({ line, encoding: fc.constantFrom('base64', 'quoted-printable', '8bit') });
    const encode = (line: string, encoding: string): string => {
      const bytes = Buffer.from(line);
      if (encoding === 'base64') return bytes.toString('base64');
      return encoding === '8bit'
        ? bytes.toString('latin1')
        : bytes.toString('hex').replace(/../g, '=$&').toUpperCase();
    };
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), fc.nat(4), (texts, depth) => {
        const parts = texts.map(
          ({ line, encoding }) =>
            `--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${encode(line, encoding)}\r\n`,
        );
        let body = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`;
        for (let level = 0; level < depth; level++)
          body = `Content-Type: multipart/related; boundary=c${level}\r\n\r\n--c${level}\r\n${body}\r\n--c${level}--\r\n`;
        const mail = readMail(Buffer.from(`From: a@b.example\r\n${body}`, 'latin1'), null);
        expect(mail.text).to.equal(texts.map(({ line }) => line).join('\n'));
        expect(mail.defects).to.deep.equal([]);
      }),
    );
  });

  it('stops at a thousand parts and at forty levels, and says so', () => {
    const wide = parseTree(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(5000)}--b--`);
    expect(wide.root.children.length).to.be.lessThan(1001);
    expect(wide.defects.join()).to.include('1000 parts');
    const deep = Array.from(
      { length: 200 },
      (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`,
    ).join('');
    expect(parseTree(deep).defects.join()).to.include('40 levels');
  });
});
