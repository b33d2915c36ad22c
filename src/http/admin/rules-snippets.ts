/** Examples beside the editor: one for each condition and action, as YAML that can be put into the field. */

/** By field. */
export const conditionSnippets: Readonly<Record<string, string>> = {
  subject: 'subject: {contains: prize}',
  body: 'body: {contains: zirconium}',
  from: 'from: {ends: "@shop.example"}',
  sender: 'sender: {wildcard: "bounce-*@*.example"}',
  recipient: 'recipient: {equals: sales@desk.example}',
  to: 'to: {contains: undisclosed}',
  header: 'header: {name: List-Id, exists: true}',
  address: 'address: {in: [192.0.2.0/24, "2001:db8::/32"]}',
  helo: 'helo: {matches: "^\\\\d+-\\\\d+-"}',
  url: 'url: {contains: /wp-content/}',
  domain: 'domain: {in: [bad.example, worse.example]}',
  attachment: 'attachment: {name: {ends: .exe}}',
  language: 'language: {equals: ru}',
  trust: 'trust: {equals: failed}',
  nature: 'nature: {equals: person}',
  known: 'known: {equals: false}',
  participant: 'participant: {equals: true}',
  claim: 'claim: {equals: wrong}',
  score: 'score: {above: 4}',
  action: 'action: {equals: greylist}',
  symbol: 'symbol: {name: BAYES_SPAM, score: {above: 3}}',
  rate: 'rate: {of: sender, within: 60, above: 20}',
  size: 'size: {above: 5000000}',
  source: 'source: {equals: smtp}',
  lane: 'lane: {equals: support@desk.example}',
  department: 'department: {equals: support}',
};

export const combinedSnippets: readonly string[] = [
  'any:\n  - subject: {contains: prize}\n  - body: {contains: lottery}',
  'not:\n  known: {equals: true}',
];

/** By action. */
export const actionSnippets: Readonly<Record<string, string>> = {
  allow: 'allow: true',
  quarantine: 'quarantine: true',
  reject: 'reject: We take no advertising here.',
  discard: 'discard: newsletter',
  score: 'score: 3',
  tag: 'tag: prize',
  tags: 'tags: [order, urgent]',
  department: 'department: support',
  priority: 'priority: high',
  owner: 'owner: kim@desk.example',
  receipt: 'receipt: false',
  stop: 'stop: true',
};
