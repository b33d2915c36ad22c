/** Texts of the pages in German. */
import type { Words } from './en.ts';

export const de: Words = {
  language: 'Deutsch',
  lists: {
    unassigned: 'Nicht zugewiesen',
    mine: 'Meine',
    department: 'Abteilung',
    waiting: 'Wartend',
    held: 'Zurückgehalten',
    solved: 'Gelöst',
    closed: 'Geschlossen',
    quarantine: 'Quarantäne',
    failed: 'Fehlgeschlagen',
    all: 'Alle',
  },
  login: {
    title: 'Anmelden',
    address: 'E-Mail-Adresse',
    password: 'Passwort',
    submit: 'Anmelden',
    refused: 'Das hat nicht geklappt. Bitte Adresse und Passwort prüfen und noch einmal versuchen.',
    code: 'Code der Authenticator-App',
    linkOver: 'Dieser Link wurde schon benutzt oder ist zu alt. Bitte einen neuen anfordern.',
    newPassword: 'Neues Passwort',
    passwordHint: 'Mindestens 12 Zeichen. Am besten ein paar Wörter, die nur Sie so zusammenstellen.',
    welcome: 'Willkommen,',
    codeWanted: 'Noch ein Schritt: der Code, den die Authenticator-App zeigt.',
  },
  empty: {
    unassigned:
      'Hier wartet nichts. Neue Mails, die noch niemand übernommen hat, erscheinen in dieser Liste.',
    mine: 'Ihnen ist kein offenes Ticket zugewiesen.',
    department: 'Kein offenes Ticket in Ihren Abteilungen.',
    waiting: 'Kein Ticket wartet auf eine Kundin oder einen Kunden.',
    held: 'Kein Ticket wartet auf die Prüfung des Absenders.',
    solved: 'Keine gelösten Tickets.',
    closed: 'Keine geschlossenen Tickets.',
    quarantine: 'Keine Mail wird als Spam zurückgehalten.',
    failed: 'Keine Mail ist fehlgeschlagen. So soll es sein.',
    all: 'Noch keine Tickets. Eine Mail an die Adresse einer Abteilung erscheint hier.',
  },
  more: 'Ältere',
  listsLabel: 'Listen',
  logout: 'Abmelden',
  search: 'Suchen',
  skip: 'Zum Inhalt',
};
