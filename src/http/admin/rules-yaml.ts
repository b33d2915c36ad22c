/** YAML that people write: pieces that they type into fields, and files whose comments are to last. */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { RuleDraft } from '../../model/rules.ts';
import { shownRule } from './rules-set.ts';

export interface Fragment {
  /** The keys with their values; empty where nothing was typed, or it cannot be read. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly problems: readonly { readonly line: number | null; readonly text: string }[];
  /** The line, from 1, of what a path such as `.any[1].subject` names, or of the nearest above it; null where there is none. */
  lineAt(path: string): number | null;
}

/** Reads keys with values. */
export function readFragment(text: string): Fragment {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines });
  const lineOf = (offset: number | undefined) => (offset === undefined ? null : lines.linePos(offset).line);
  const failed = (problems: Fragment['problems']): Fragment => ({ value: {}, problems, lineAt: () => null });
  if (document.errors.length > 0)
    return failed(document.errors.map(({ message, pos }) => ({ line: lineOf(pos[0]), text: message })));
  if (document.contents === null) return { value: {}, problems: [], lineAt: () => null };
  if (!isMap(document.contents)) return failed([{ line: 1, text: 'keys with values are expected here' }]);
  const value = jsOf(document);
  if (value === null) return failed([{ line: null, text: 'too many aliases (*name) of anchors (&name)' }]);
  return {
    value,
    problems: [],
    lineAt: (path) => lineOf(offsetOf(document.contents, keysOf(path))),
  };
}

/** Null where aliases make more of it than anybody wrote. */
function jsOf(document: Document): Fragment['value'] | null {
  try {
    return document.toJS({ maxAliasCount: 10 });
  } catch {
    return null;
  }
}

function keysOf(path: string): string[] {
  return path.split(/[.[\]]/).filter((key) => key !== '');
}

/** Offset of the key or item, or of the nearest above it. */
function offsetOf(root: unknown, keys: readonly string[]): number | undefined {
  let node = root;
  let offset: number | undefined;
  for (const key of keys) {
    let at: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      [at, node] = [pair?.key, pair?.value];
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      at = node;
    }
    if (!isNode(at) || !at.range) break;
    offset = at.range[0];
  }
  return offset;
}

/** The file with these rules: what is as it was keeps its comments. Null where it is no file of rules. */
export function rewritten(text: string, { rules, thresholds }: RuleDraft): string | null {
  const document = parseDocument(text);
  const seq = document.get('rules', true);
  if (document.errors.length > 0 || !isSeq(seq)) return null;
  const old = seq.items.map((node) => ({ node, rule: isNode(node) ? node.toJS(document) : null }));
  seq.items = rules.map((rule) => {
    const same = old.find((one) => isDeepStrictEqual(one.rule, rule));
    if (same !== undefined) return same.node;
    const fresh = document.createNode(rule);
    const before = old.find((one) => shownRule(one.rule).name === shownRule(rule).name)?.node;
    if (isNode(before)) fresh.commentBefore = before.commentBefore ?? null;
    return fresh;
  });
  if (thresholds === null) document.delete('thresholds');
  else document.set('thresholds', thresholds);
  return document.toString({ lineWidth: 110 });
}
