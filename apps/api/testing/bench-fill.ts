import { fillTasks, type FillPlan } from '@task-queue/tasks/testing';

/** Fills a Redis with tasks, for tools/bench and apps/web-e2e: `<url> <prefix> <plan as JSON>`. */
const [url, prefix, plan] = process.argv.slice(2) as [string, string, string]; // whoever starts it gives all three
await fillTasks(url, prefix, JSON.parse(plan) as FillPlan);
process.exit();
