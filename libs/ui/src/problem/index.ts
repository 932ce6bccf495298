export { ProblemError, toProblem } from './problem';
export { ProblemText } from './problem-text';
