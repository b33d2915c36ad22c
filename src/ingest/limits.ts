/** Limits against abuse of the SMTP listener, and the count of connections that two of them need. */
import { BlockList, isIPv6 } from 'node:net';

/** Each with its source; times in milliseconds. */
export interface SmtpLimits {
  /** Networks that the next two do not count: our own machines (Postfix smtpd_client_event_limit_exceptions). */
  readonly exempt: readonly string[];
  /** Connections at once from one network (an IPv4 address, an IPv6 /64). */
  readonly connectionsPerNetwork: number;
  /** Mails on one connection. */
  readonly mailsPerConnection: number;
  /** Unknown recipients on one connection, from which each answer is slowed down. */
  readonly unknownRecipientsSoft: number;
  /** Unknown recipients on one connection, at which it is closed. */
  readonly unknownRecipientsHard: number;
  /** How long an answer is held back after the soft limit. */
  readonly tarpitMs: number;
  /** Commands that carry no mail on (NOOP, RSET, EHLO …) and refusals between two mails, above which the connection is closed. */
  readonly commandsWithoutMail: number;
  /** Octets of a command line. */
  readonly commandLength: number;
  /** From 354 to the last octet of a mail, however it trickles. */
  readonly dataMs: number;
  /** How long a mail waits for room among the bytes in flight. */
  readonly roomMs: number;
  /** Received fields of a mail, from which it counts as looping. */
  readonly hops: number;
}

export const smtpLimits: SmtpLimits = {
  exempt: ['127.0.0.0/8', '::1/128'],
  connectionsPerNetwork: 50, // Postfix smtpd_client_connection_count_limit
  mailsPerConnection: 1000,
  unknownRecipientsSoft: 10, // Postfix smtpd_soft_error_limit
  unknownRecipientsHard: 20, // Postfix smtpd_hard_error_limit
  tarpitMs: 1000, // Postfix smtpd_error_sleep_time
  commandsWithoutMail: 100, // Postfix smtpd_junk_command_limit
  commandLength: 2048, // Postfix line_length_limit; RFC 5321, 4.5.3.1.4 asks for 512 and more for extensions
  dataMs: 600_000, // RFC 5321, 4.5.3.2.6: clients wait 10 minutes
  roomMs: 5000,
  hops: 50, // Postfix hopcount_limit; RFC 5321, 6.3
};

/** The network that a client is counted under: an IPv4 address, or the /64 of an IPv6 address (`2001:db8:0:1::/64`). */
export function networkOf(address: string): string {
  const ip = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? 0 : 8 - groups.length - after;
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...(tail ? tail.split(':') : [])];
  const prefix = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}

/** Says of an IP address whether it lies in one of these networks (`192.0.2.0/24`). Throws for what is no network. */
export function within(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [ip = '', prefix = ''] = network.split('/');
    list.addSubnet(ip, Number(prefix), isIPv6(ip) ? 'ipv6' : 'ipv4');
  }
  return (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Counts connections, in total and by network. */
export class ConnectionGate {
  readonly #total: number;
  readonly #perNetwork: number;
  readonly #exempt: (address: string) => boolean;
  readonly #byNetwork = new Map<string, number>();
  #open = 0;

  /** `total` and `perNetwork`: connections at once; exempt addresses count in total only. */
  constructor(total: number, perNetwork: number, exempt: (address: string) => boolean) {
    this.#total = total;
    this.#perNetwork = perNetwork;
    this.#exempt = exempt;
  }

  /** Connections that are open. */
  get open(): number {
    return this.#open;
  }

  /** Lets a client in and gives how to count it out (once), or says which limit stands against it. */
  admit(address: string): (() => void) | 'total' | 'network' {
    const network = networkOf(address);
    const there = this.#byNetwork.get(network) ?? 0;
    if (this.#open >= this.#total) return 'total';
    if (there >= this.#perNetwork && !this.#exempt(address)) return 'network';
    this.#open += 1;
    this.#byNetwork.set(network, there + 1);
    return () => this.#leave(network);
  }

  #leave(network: string): void {
    const left = (this.#byNetwork.get(network) ?? 1) - 1;
    this.#open -= 1;
    if (left > 0) this.#byNetwork.set(network, left);
    else this.#byNetwork.delete(network);
  }
}
