import type { SameTexts } from './same-texts';
import type { zhCN } from './zh-cn';

/** Under `ui`, in English. */
export const en: SameTexts<typeof zhCN> = {
  ui: {
    copy: {
      copied: 'Copied',
      notCopied: 'Could not copy',
    },
    field: {
      required: 'Required',
      range: 'Enter a whole number from {{min}} to {{max}}',
      json: 'Not a valid JSON object',
      number: 'Enter a number',
      integer: 'Enter a whole number',
      inexact: 'This number cannot be kept exactly: it would be rounded',
      numberRange: 'Enter a number from {{min}} to {{max}}',
      atLeast: 'Must be at least {{min}}',
      atMost: 'Must be at most {{max}}',
      above: 'Must be more than {{min}}',
      below: 'Must be less than {{max}}',
      multiple: 'Must be a multiple of {{step}}',
      tooShort: { one: 'At least {{min}} character', other: 'At least {{min}} characters' },
      tooLong: {
        one: 'At most {{max}} character; there are {{length}}',
        other: 'At most {{max}} characters; there are {{length}}',
      },
      pattern: 'Does not have the form {{pattern}}',
      email: 'Enter a valid e-mail address',
      uuid: 'Enter a valid id (UUID)',
      time: 'Enter a valid date and time',
      noSuchTime: 'There is no such time on this day: clocks go forward over it. Choose another',
      zone: 'Choose a time zone of the list',
      twice: 'This time comes twice on this day, as clocks go back: choose which one',
      tooFew: { one: 'At least {{min}} is needed', other: 'At least {{min}} are needed' },
      tooMany: { one: 'At most {{max}} is allowed', other: 'At most {{max}} are allowed' },
      unique: 'Something is there twice',
      syntax: 'Not valid JSON at line {{line}}, column {{column}}',
      inexactJson: 'The number {{number}} cannot be kept exactly: write it as a text, in quotes',
      jsonArray: 'A JSON array is needed',
    },
    time: {
      zone: 'Local time ({{zone}})',
      whichTime: 'Which one',
      first: 'The first ({{offset}})',
      second: 'The second ({{offset}})',
    },
    json: { raw: 'Raw', copy: 'Copy {{name}}', more: 'Show more ({{count}} left)', masked: 'secret, not shown' },
    paginator: {
      itemsPerPage: 'Per page',
      next: 'Next page',
      previous: 'Previous page',
      first: 'First page',
      last: 'Last page',
      range: '{{from}}–{{to}} of {{total}}',
      empty: '0 of 0',
    },
    problem: {
      offline: 'The server cannot be reached. Check your connection and try again',
      missingPart:
        'A part of the page could not be loaded: there may be a newer version. Reload the page and try again',
      unauthorized: 'You are no longer signed in. Sign in again',
      internal: 'Something went wrong on the server. Try again later',
    },
  },
};
