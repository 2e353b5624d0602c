import { GRAPHS, type Graph, LOG_TABLES, type LogTable } from './graphs.ts';
import { inSub, type Resources } from './resources.ts';

// A dashboard is 24 units wide.
const [WIDTH, HEIGHT, COLUMNS] = [12, 6, 2];

const REGION = inSub('AWS::Region');

const graphWidget = ({ title, lines }: Graph) => ({
  type: 'metric',
  properties: {
    title,
    region: REGION,
    view: 'timeSeries',
    period: 300,
    metrics: lines.map(({ metric: { namespace, name, dimensions }, stat }) => [
      namespace,
      name,
      ...Object.entries(dimensions).flat(),
      { stat },
    ]),
  },
});

const logWidget = ({ title, query }: LogTable) => ({
  type: 'log',
  properties: { title, region: REGION, view: 'table', query: `SOURCE '${inSub('QueueLogGroup')}' | ${query}` },
});

/** The dashboard: graphs and, below them, tables of the log. */
export const dashboardResources = (): Resources => {
  const widgets = [...GRAPHS.map(graphWidget), ...LOG_TABLES.map(logWidget)].map((widget, index) => ({
    ...widget,
    x: (index % COLUMNS) * WIDTH,
    y: Math.floor(index / COLUMNS) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
  }));
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: { 'Fn::Sub': inSub('AWS::StackName') },
        DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) },
      },
    },
  };
};
