/** Icons are imported as text (the build's `loader` option, a Jest transformer). */
declare module '*.svg' {
  const text: string;
  export default text;
}
