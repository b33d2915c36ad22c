/** Structured log lines. The only importer of winston. Lines carry IDs and verdicts: never bodies, never secrets. */
import { isatty } from 'node:tty';
import picocolors from 'picocolors';
import winston from 'winston';
import { mask, maskUrls } from '../config/mask.ts';
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';

export interface LogOptions {
  /** Least level that is logged. */
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  /** `auto`: pretty on a terminal, JSON lines elsewhere. */
  readonly format: 'auto' | 'json' | 'pretty';
  /** Default: standard output. */
  readonly stream?: (NodeJS.WritableStream & { readonly isTTY?: boolean }) | undefined;
  /** Values that are masked wherever they show up. */
  readonly secrets?: readonly string[] | undefined;
}

export interface Logger extends Log {
  /** Masks these values too from now on. */
  mask(secrets: readonly string[]): void;
  /** Goes on with another level. */
  setLevel(level: LogOptions['level']): void;
  /** Resolves when all lines are handed over; later events are dropped. */
  close(): Promise<void>;
}

type Fields = Readonly<Record<string, unknown>>;

const secretName = /pass(?:word|wd|phrase)|secret|token|authorization|cookie|credential|^(?:pass|pin|pw)$/i;
const longest = 2000;
const deepest = 4;
const widest = 100;

/** Escapes what could break a line or steer a terminal: controls, line separators and text direction marks. */
function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function cleanText(text: string, secrets: readonly string[]): string {
  const plain = secrets.reduce((rest, secret) => rest.replaceAll(secret, mask), text);
  const masked = maskUrls(plain);
  return masked.length > longest ? `${masked.slice(0, longest)}…` : masked;
}

/** A value as a line may hold it. Bytes are counted, never shown. */
function clean(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value, secrets);
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'number' || typeof value === 'boolean' || value == null ? value : String(value);
  }
  if (value instanceof Error) return cleanText(describe(value), secrets);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} octets]`;
  if (depth >= deepest) return '[…]';
  if (value instanceof Map) return cleanFields(Object.fromEntries(value), secrets, depth + 1);
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, widest).map((item) => clean(item, secrets, depth + 1));
  }
  return cleanFields(value, secrets, depth + 1);
}

function cleanFields(fields: object, secrets: readonly string[], depth: number): Fields {
  const kept = Object.entries(fields).slice(0, widest);
  return Object.fromEntries(
    kept.map(([name, value]) => [name, secretName.test(name) && value ? mask : clean(value, secrets, depth)]),
  );
}

function jsonLine(level: string, event: string, fields: Fields): string {
  // The first four words are ours: a field cannot take their place.
  const { time: _, level: __, event: ___, ...rest } = fields;
  const line = JSON.stringify({ time: new Date().toISOString(), level, event, ...rest });
  return escapeControls(line);
}

function prettyValue(value: unknown): string {
  const text = typeof value === 'string' && /^[^\s"=\p{Cc}]+$/u.test(value) ? value : JSON.stringify(value);
  return escapeControls(text ?? '');
}

function prettyLine(level: string, event: string, fields: Fields, colour: boolean): string {
  const paint = picocolors.createColors(colour);
  const levels: Record<string, (text: string) => string> = {
    error: paint.red,
    warn: paint.yellow,
    debug: paint.gray,
  };
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${paint.gray(`${escapeControls(name)}=`)}${prettyValue(value)}`);
  const word = (levels[level] ?? paint.green)(level.padEnd(5));
  return [paint.gray(new Date().toISOString()), word, escapeControls(event), ...pairs].join(' ');
}

/**
 * A log that writes one line for each event: JSON `{time, level, event, …fields}` or, for people, pretty. Time is ISO
 * 8601 in UTC. Errors become their texts; secrets (by the names of fields, in URLs, and `secrets`) are masked.
 * `close` resolves when all lines are handed over; later events are dropped.
 */
export function makeLog({ level, format, stream, secrets = [] }: LogOptions): Logger {
  const terminal = stream ? stream.isTTY === true : isatty(1);
  const pretty = format === 'pretty' || (format === 'auto' && terminal);
  // The longest first: one secret may be a part of another.
  const sorted = (all: readonly string[]) =>
    [...new Set(all)].filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  let known = sorted(secrets);
  const logger = winston.createLogger({
    level,
    format: winston.format.printf((info) => String(info.message)),
    transports: [
      stream ? new winston.transports.Stream({ stream, eol: '\n' }) : new winston.transports.Console(),
    ],
  });
  let closed = false;
  const write = (at: LogOptions['level'], event: string, given: Fields = {}) => {
    if (closed || !logger.isLevelEnabled(at)) return;
    const fields = cleanFields(given, known, 0);
    const words = cleanText(event, known);
    logger.log(at, pretty ? prettyLine(at, words, fields, terminal) : jsonLine(at, words, fields));
  };
  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
    debug: (event, fields) => write('debug', event, fields),
    mask(more) {
      known = sorted([...known, ...more]);
    },
    setLevel(wanted) {
      logger.level = wanted;
    },
    close: () =>
      new Promise((done) => {
        if (closed) return done();
        closed = true;
        logger.once('finish', done);
        logger.end();
      }),
  };
}
