/** Texts of the pages in English. The other languages have the same names; a missing one does not compile. */
export const en = {
  language: 'English',
  lists: {
    unassigned: 'Unassigned',
    mine: 'Mine',
    department: 'Department',
    waiting: 'Waiting',
    held: 'Held',
    solved: 'Solved',
    closed: 'Closed',
    quarantine: 'Quarantine',
    failed: 'Failed',
    all: 'All',
  },
  login: {
    title: 'Log in',
    address: 'E-mail address',
    password: 'Password',
    submit: 'Log in',
    refused: 'That did not work. Check the address and the password, and try again.',
    code: 'Code of your authenticator',
    linkOver: 'This link has been used, or is too old. Ask for a new one.',
    newPassword: 'New password',
    passwordHint: 'At least 12 characters. A few words that only you would put together are best.',
    welcome: 'Welcome,',
    codeWanted: 'One more step: the code that your authenticator shows.',
  },
  empty: {
    unassigned: 'Nothing waits here. New mail that nobody has taken yet appears in this list.',
    mine: 'No open ticket belongs to you.',
    department: 'No open ticket in your departments.',
    waiting: 'No ticket waits for a customer.',
    held: 'No ticket waits for its sender to be verified.',
    solved: 'No solved tickets.',
    closed: 'No closed tickets.',
    quarantine: 'No mail is held as spam.',
    failed: 'No mail has failed. That is how it should be.',
    all: 'There are no tickets yet. Send a mail to an address of a department, and it appears here.',
  },
  more: 'Older',
  listsLabel: 'Lists',
  logout: 'Log out',
  search: 'Search',
  skip: 'Skip to content',
} as const;

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
export type Words = Texts<typeof en>;
