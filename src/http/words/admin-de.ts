/** Deutsch: der Rahmen der Spam-Verwaltung. */
import type { AdminWords } from './admin-en.ts';

export const adminDe: AdminWords = {
  title: 'Spam-Verwaltung',
  tabs: {
    overview: 'Übersicht',
    rules: 'Regeln',
    lists: 'Listen',
    filter: 'Filter',
    learning: 'Lernen',
    trace: 'Spur',
  },
};
