/** Texts of expressions that are none of five fields. */
export const quartz = {
  offered: '这是其他写法的表达式，可以换成 5 段的：',
  readings: '这个表达式的星期有两种数法，请选择原来的意思：',
  refused: '这个表达式没有对应的 5 段写法',
  use: '改用 {{cron}}',
  note: {
    seconds: '去掉开头的秒：总在 0 秒执行',
    second: '原来在第 {{second}} 秒执行，现在在 0 秒',
    questionMark: '? 改为 *，意思相同',
    sundayIs1: '按 Quartz，1 是周日，所以 {{from}} 是{{to}}',
    sundayIs0: '按 cron 和 Spring，1 是周一，所以 {{from}} 是{{to}}',
    steps: '{{from}} 写成 {{to}}，意思相同',
    wraps: '{{from}} 跨过末尾，展开为 {{to}}',
    year: '去掉年份：每年都执行',
    noSeconds: '秒“{{text}}”：5 段写法最短每分钟一次',
    noLast: '“{{text}}”：没有“最后一天”的写法',
    noNearest: '“{{text}}”：没有“最近的工作日”的写法',
    noNth: '“{{text}}”：没有“第几个星期几”的写法',
    noYear: '年份“{{text}}”：没有年份；可在高级选项里设置开始和结束时间',
    noBoth: '日和周都有限制：5 段写法里满足一个就执行，意思不同',
    unreadable: '“{{text}}”无法识别',
  },
};
