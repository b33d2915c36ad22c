/* Keyboard, drafts and live updates of the inbox. Pages work without it. */
