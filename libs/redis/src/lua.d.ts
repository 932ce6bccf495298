/** Lua scripts are imported as text (rolldown `moduleTypes`, a Jest transformer). */
declare module '*.lua' {
  const text: string;
  export default text;
}
