/** English: the frame of the spam desk. */

export const adminEn = {
  title: 'Spam desk',
  tabs: {
    overview: 'Overview',
    rules: 'Rules',
    lists: 'Lists',
    filter: 'Filter',
    learning: 'Learning',
    trace: 'Trace',
  },
};
export type AdminWords = typeof adminEn;
