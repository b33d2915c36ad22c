/** RTF to the HTML that it encapsulates (MS-OXRTFEX), or to text where it holds none. */
import { decodeText } from '../encoding/charset.ts';
import type { Octets } from '../encoding/octets.ts';
import { charsetOf } from './mapi.ts';

/** One level of braces. */
interface Group {
  /** Its words are no text: a table of fonts, a picture. */
  skipped: boolean;
  /** Between `\htmlrtf` and `\htmlrtf0`: RTF that stands for a tag. */
  rtfOnly: boolean;
  /** `\*\htmltag`: HTML as it is. */
  isTag: boolean;
  /** Characters after `\u` that stand in for it. */
  standIns: number;
  charset: string;
}

interface State {
  readonly encapsulates: boolean;
  readonly fonts: ReadonlyMap<string, string>;
  group: Group;
  readonly groups: Group[];
  /** `\'hh` octets that wait for their neighbours. */
  octets: string;
  toSkip: number;
  readonly out: string[];
}

export interface RtfText {
  readonly text: string;
  readonly isHtml: boolean;
}

const maxDepth = 1000;

/** Destinations that hold no text of the body. */
const destinations =
  /^(?:fonttbl|colortbl|stylesheet|info|pict|object|objdata|header[lrf]?|footer[lrf]?|generator|listtable|listoverridetable|rsidtbl|mmathPr|themedata|xmlnstbl|datastore|latentstyles|fldinst|pntext|mhtmltag)$/;

const words: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  row: '\n',
  sect: '\n',
  page: '\n',
  tab: '\t',
  cell: ' ',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emspace: ' ',
  enspace: ' ',
};

const symbols: Readonly<Record<string, string>> = {
  '~': '\u00a0',
  _: '\u2011',
  '\\': '\\',
  '{': '{',
  '}': '}',
  '\n': '\n',
  '\r': '\n',
};

/** The Windows charset numbers of fonts (`\fcharset`), as code pages. */
const fontPages: Readonly<Record<string, number>> = {
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
};

const token = /[{}]|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([\s\S])|[\r\n]+|[^{}\\\r\n]+/g;

/** Never throws; time is in proportion to length. */
export function readRtf(rtf: Octets): RtfText {
  const start = rtf.slice(0, 1000);
  const charset = charsetOf(Number(/\\ansicpg(\d{1,5})/.exec(start)?.[1] ?? 1252)) || 'windows-1252';
  const group: Group = { skipped: false, rtfOnly: false, isTag: false, standIns: 1, charset };
  const isHtml = /\\fromhtml1\b/.test(start);
  const state: State = {
    encapsulates: isHtml,
    fonts: fontsOf(rtf),
    group,
    groups: [],
    octets: '',
    toSkip: 0,
    out: [],
  };
  for (const match of rtf.matchAll(token)) step(state, match);
  flush(state);
  return { text: state.out.join('').replaceAll('\0', '').trim(), isHtml };
}

function fontsOf(rtf: Octets): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, font = '', number = ''] of rtf
    .slice(0, 65_536)
    .matchAll(/\\(f\d{1,5})\b[^{};]{0,60}?\\fcharset(\d{1,3})/g)) {
    const page = fontPages[number];
    if (page !== undefined) found.set(font, charsetOf(page));
  }
  return found;
}

function step(state: State, [whole, word, number = '', octet, symbol]: RegExpExecArray): void {
  if (octet !== undefined) {
    if (state.toSkip > 0) state.toSkip -= 1;
    else if (isShown(state)) state.octets += String.fromCharCode(Number.parseInt(octet, 16));
    return;
  }
  if (word === 'u') unicode(state, number);
  else if (whole === '{') open(state);
  else if (whole === '}') close(state);
  else if (word !== undefined) control(state, word, number);
  else if (symbol === '*') ignorable(state);
  else if (symbol !== undefined) put(state, symbols[symbol] ?? '');
  else if (!/^[\r\n]/.test(whole)) literal(state, whole);
}

function isShown({ group, encapsulates }: State): boolean {
  return !group.skipped && !(encapsulates && group.rtfOnly && !group.isTag);
}

function put(state: State, text: string): void {
  flush(state);
  if (isShown(state)) state.out.push(text);
}

function flush(state: State): void {
  if (state.octets === '') return;
  state.out.push(decodeText(Buffer.from(state.octets, 'latin1'), state.group.charset).text);
  state.octets = '';
}

function open(state: State): void {
  flush(state);
  state.groups.push(state.group);
  // Deeper than any writer goes: braces are counted no more.
  if (state.groups.length > maxDepth) state.groups.pop();
  else state.group = { ...state.group };
}

function close(state: State): void {
  flush(state);
  state.group = state.groups.pop() ?? state.group;
  state.toSkip = 0;
}

/** `{\*\word`: a destination that readers who do not know it leave out; HTML tags alone are known. */
function ignorable({ group }: State): void {
  group.skipped = true;
}

function control(state: State, word: string, number: string): void {
  const { group } = state;
  if (word === 'htmltag' && state.encapsulates) {
    flush(state);
    group.skipped = false;
    group.isTag = true;
  } else if (word === 'htmlrtf') {
    flush(state);
    group.rtfOnly = number !== '0';
  } else if (destinations.test(word)) group.skipped = true;
  else if (word === 'uc') group.standIns = Math.min(Number(number), 8);
  else if (word === 'f') {
    flush(state);
    group.charset = state.fonts.get(`f${number}`) ?? state.groups[0]?.charset ?? group.charset;
  } else {
    const text = Object.hasOwn(words, word) ? words[word] : undefined;
    if (text !== undefined) put(state, text);
  }
}

/** `\u` with its code unit; surrogates come as two. */
function unicode(state: State, number: string): void {
  const code = Number(number) & 0xffff;
  put(state, String.fromCharCode(code));
  state.toSkip = state.group.standIns;
}

function literal(state: State, text: string): void {
  const skipped = Math.min(state.toSkip, text.length);
  state.toSkip -= skipped;
  if (skipped < text.length)
    put(state, decodeText(Buffer.from(text.slice(skipped), 'latin1'), state.group.charset).text);
}
