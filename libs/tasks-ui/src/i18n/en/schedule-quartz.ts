/** Texts of expressions that are none of five fields. */
export const quartz = {
  offered: 'This is another dialect. In five fields it is:',
  readings: 'Its weekdays can be counted in two ways. Choose what it meant:',
  refused: 'There is no such expression in five fields',
  use: 'Use {{cron}}',
  note: {
    seconds: 'The seconds in front go: it runs at second 0',
    second: 'It ran at second {{second}} and runs at second 0 now',
    questionMark: '? becomes *, which means the same',
    sundayIs1: 'In Quartz 1 is Sunday, so {{from}} is {{to}}',
    sundayIs0: 'In cron and Spring 1 is Monday, so {{from}} is {{to}}',
    steps: '{{from}} is written {{to}}, which means the same',
    wraps: '{{from}}, over the end, becomes {{to}}',
    year: 'The year goes: it runs every year',
    noSeconds: 'Seconds “{{text}}”: five fields run once a minute at most',
    noLast: '“{{text}}”: there is no “last day”',
    noNearest: '“{{text}}”: there is no “nearest weekday”',
    noNth: '“{{text}}”: there is no “nth weekday of the month”',
    noYear: 'Year “{{text}}”: there are no years; start and end can be set in the advanced options',
    noBoth: 'Day and weekday are both restricted: in five fields either is enough, which means something else',
    unreadable: '“{{text}}” cannot be read',
  },
};
