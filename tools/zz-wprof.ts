import Bull from 'bull';
import { readFileSync } from 'node:fs';
import { Bench } from './bench/bench.ts';
import { backlogOfTasks, rateOf } from './bench/rows/worker.ts';
const cpuOf = (pid: number) => { const f = readFileSync(`/proc/${pid}/stat`,'utf8').split(') ')[1]!.split(' '); return (Number(f[11])+Number(f[12]))*10_000; };
const bench = await Bench.start({ isFull: false, soakMinutes: 1 });
for (const [name, folder] of [['new', process.env.NEW ?? undefined], ['old', '/tmp/wt-base/dist/apps/bench']] as const) {
  const prefix = `{b-${name}}`;
  const c: any = await bench.ours(prefix, { ROLE: 'worker', WORKER_CONCURRENCY: `high=1,normal=50,low=1` }, folder);
  const pid = c.pid ?? c.process?.pid ?? c.child?.pid;
  const info0 = await bench.redis.info('server'); const rpid = Number(/process_id:(\d+)/.exec(info0)![1]);
  const lane = new Bull('lane-normal', bench.redisUrl, { prefix });
  const backlog = backlogOfTasks(bench, lane, prefix, folder);
  await rateOf(backlog, 10_000);
  for (let i=0;i<2;i++) {
    const count = 8000;
    await backlog.pause(); await backlog.fill(count); const wanted = (await backlog.completed()) + count;
    await bench.redis.config('RESETSTAT');
    const t0 = performance.now(), r0 = cpuOf(rpid), w0 = cpuOf(pid);
    await backlog.resume();
    while ((await backlog.completed()) < wanted) await new Promise(r => setTimeout(r, 5));
    const t = performance.now()-t0;
    console.log(name, 'rate', Math.round(count/(t/1000)), 'wall us', Math.round(t*1000/count), 'redis us', Math.round((cpuOf(rpid)-r0)/count), 'worker us', Math.round((cpuOf(pid)-w0)/count));
    if (i===1) { const s = await bench.redis.info('commandstats'); console.log(s.split('\n').map(l=>/cmdstat_([^:]+):calls=(\d+),usec=(\d+)/.exec(l)).filter(Boolean).map((m:any)=>[m[1],+m[2]/count,+m[3]/count]).filter((m:any)=>m[2]>0.5).sort((a:any,b:any)=>b[2]-a[2]).map((m:any)=>`${m[0]} ${m[1].toFixed(2)} calls ${m[2].toFixed(1)}us`).slice(0,14).join('\n')); }
  }
  await lane.close();
  await c.stop?.();
}
await bench.stop(); process.exit(0);
