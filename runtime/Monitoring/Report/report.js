(() => {
  'use strict';
  const report = JSON.parse(document.getElementById('report-data').textContent);
  const root = document.documentElement;
  const main = document.getElementById('main');
  const tip = document.getElementById('tip');
  const severities = ['error', 'warning', 'info'];
  // layout, scale and smooth are the reader's choice; range is the zoomed interval of steps (null: all).
  const state = { layout: 'side', scale: 'log', smooth: true, range: null };
  let charts = [];

  // ---- small tools -------------------------------------------------------------------------------------------------
  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  const colour = name => getComputedStyle(root).getPropertyValue(name).trim();
  const runColour = index => `--run${index % 6}`;
  function translucent(hex, alpha) {
    return hex + Math.round(alpha * 255).toString(16).padStart(2, '0');
  }
  function number(value) {
    if (value === null || value === undefined) return '–';
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value.toExponential(2).replace('e+', 'e');
    if (size >= 1000) return Math.round(value).toLocaleString('en-US');
    return Number(value.toPrecision(4)).toString();
  }
  const percent = value => value === null || value === undefined ? '–' : `${Number((100 * value).toPrecision(3))} %`;
  const whole = value => value.toLocaleString('en-US');
  function duration(seconds) {
    if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
    return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min ${Math.round(seconds % 60)} s`;
  }

  // ---- what is drawn -----------------------------------------------------------------------------------------------
  const panels = [
    { key: 'loss', title: 'Loss', format: number, scaled: true, smooth: true },
    { key: 'gradientNorm', title: 'Gradient norm, before clipping', format: number, scaled: true, smooth: true, threshold: run => run.clipThreshold },
    { key: 'clipRate', title: 'Clip rate', format: percent, fixed: [0, 1] },
    { key: 'learningRate', title: 'Learning rate', format: number, fromZero: true, own: true },
    { key: 'lossScale', title: 'Loss scale', format: number, scaled: true, own: true },
  ].filter(panel => report.runs.some(run => run.series[panel.key]));

  // Moving median over about a fortieth of the curve: no lag, and a spike bends only the raw line beneath it. Gaps stay gaps.
  function smoothed(values) {
    const reach = Math.max(1, Math.round(values.length / 80));
    return values.map((value, i) => {
      if (value === null) return null;
      const window = values.slice(Math.max(0, i - reach), i + reach + 1).filter(near => near !== null).sort((a, b) => a - b);
      return window[window.length >> 1];
    });
  }
  for (const run of report.runs)
    for (const panel of panels)
      if (panel.smooth && run.series[panel.key]) run.series[panel.key].smooth = smoothed(run.series[panel.key].mean);

  const lastStep = Math.max(1, ...report.runs.map(run => run.lastStep));
  const isLog = panel => panel.scaled && state.scale === 'log';

  // Losses, norms and rates share one vertical range over all runs, so that curves beside each other can be compared by eye;
  // learning rates and scales of different optimisers have no common range to show.
  function verticalRange(panel, shown) {
    if (panel.fixed) return panel.fixed;
    const [from, to] = state.range ?? [-Infinity, Infinity];
    let low = Infinity, high = -Infinity;
    const include = value => {
      if (value === null || value === undefined || (isLog(panel) && value <= 0)) return;
      low = Math.min(low, value);
      high = Math.max(high, value);
    };
    for (const run of panel.own ? shown : report.runs) {
      const series = run.series[panel.key];
      if (!series) continue;
      series.step.forEach((step, i) => {
        if (step < from || step > to) return;
        include(series.low[i]);
        include(series.high[i]);
      });
      if (panel.threshold) include(panel.threshold(run));
    }
    if (low > high) return isLog(panel) ? [0.1, 10] : [0, 1];
    if (panel.fromZero) low = Math.min(0, low);
    if (isLog(panel)) {
      const pad = Math.max(1.15, (high / low) ** 0.06);
      return [low / pad, high * pad];
    }
    const pad = (high - low || Math.abs(high) || 1) * 0.06;
    return [panel.fromZero && low === 0 ? 0 : low - pad, high + pad];
  }

  // A log axis gets decades when there are many, and 1-2-5 in between when there are few.
  function logSplits(low, high) {
    const decades = Math.log10(high / low), splits = [];
    const stride = Math.max(1, Math.ceil(decades / 6));
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      if (decades > 2 && power % stride !== 0) continue;
      for (const digit of decades > 2 ? [1] : decades > 0.7 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]) splits.push(digit * 10 ** power);
    }
    return splits.filter(value => value >= low && value <= high);
  }

  function columnsOf(panel, run) {
    const series = run.series[panel.key] ?? { step: [], mean: [], low: [], high: [] };
    const usable = values => isLog(panel) ? values.map(value => value > 0 ? value : null) : values;
    return [series.step, usable(series.high), usable(series.low), usable(series.mean), usable(series.smooth ?? series.mean)];
  }

  function drawMarks(plot, panel, runs) {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio || 1;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const run of runs) {
      const threshold = panel.threshold?.(run);
      if (threshold) {
        const y = plot.valToPos(threshold, 'y', true);
        ctx.strokeStyle = colour('--faint');
        ctx.lineWidth = 1.25 * ratio;
        ctx.setLineDash([6 * ratio, 4 * ratio]);
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
      }
      // Steps whose value was not finite: a tick at the top edge, where the curve has a gap.
      const series = run.series[panel.key];
      if (series) {
        ctx.fillStyle = colour('--error');
        for (const i of series.nonFinite) {
          const x = plot.valToPos(series.step[i], 'x', true);
          ctx.fillRect(x - ratio, bbox.top, 2 * ratio, 7 * ratio);
        }
      }
      for (const finding of run.findings) {
        const x = plot.valToPos(finding.step, 'x', true);
        if (x < bbox.left - 1 || x > bbox.left + bbox.width + 1) continue;
        const tone = colour(`--${finding.severity}`);
        ctx.strokeStyle = translucent(tone, 0.75);
        ctx.lineWidth = 1.25 * ratio;
        ctx.setLineDash([2 * ratio, 3 * ratio]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.setLineDash([]);
        const radius = 8 * ratio, centre = Math.min(Math.max(x, bbox.left + radius), bbox.left + bbox.width - radius);
        ctx.fillStyle = tone;
        ctx.beginPath();
        ctx.arc(centre, bbox.top + radius + ratio, radius, 0, 2 * Math.PI);
        ctx.fill();
        ctx.fillStyle = colour('--card');
        ctx.font = `700 ${10 * ratio}px system-ui, sans-serif`;
        ctx.textAlign = 'center';
        ctx.textBaseline = 'middle';
        ctx.fillText(finding.number, centre, bbox.top + radius + 1.5 * ratio);
      }
    }
    ctx.restore();
  }

  // ---- hover -------------------------------------------------------------------------------------------------------
  function nearest(steps, step) {
    let low = 0, high = steps.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (steps[middle] < step) low = middle + 1; else high = middle;
    }
    return low > 0 && step - steps[low - 1] < steps[low] - step ? low - 1 : low;
  }

  function showTip(event, fill) {
    tip.replaceChildren();
    fill(tip);
    tip.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = tip;
    tip.style.left = `${event.clientX + 16 + width > innerWidth ? event.clientX - width - 12 : event.clientX + 16}px`;
    tip.style.top = `${Math.max(4, Math.min(event.clientY + 14, innerHeight - height - 4))}px`;
  }

  function chartTip(event, plot, panel, runs) {
    const step = plot.posToVal(plot.cursor.left, 'x');
    const reach = Math.abs(plot.posToVal(plot.cursor.left + 7, 'x') - step);
    showTip(event, box => {
      let titled = false;
      for (const run of runs) {
        const series = run.series[panel.key];
        if (!series || series.step.length === 0) continue;
        const i = nearest(series.step, step);
        if (!titled) {
          const end = series.step[i] + series.width - 1;
          box.append(element('div', 'step', series.width > 1 ? `steps ${whole(series.step[i])}–${whole(Math.min(end, run.lastStep))}` : `step ${whole(series.step[i])}`));
          titled = true;
        }
        const line = element('div', 'value');
        line.style.setProperty('--run', `var(${runColour(run.index)})`);
        line.append(element('span', 'dot'), element('span', '', run.name), element('b', '', series.mean[i] === null ? 'not finite' : panel.format(series.mean[i])));
        box.append(line);
        if (series.low[i] !== null && series.high[i] > series.low[i])
          box.append(element('div', 'range', `${panel.format(series.low[i])} to ${panel.format(series.high[i])}`));
      }
      for (const run of runs)
        for (const finding of run.findings)
          if (Math.abs(finding.step - step) <= reach) box.append(element('div', `flag ${finding.severity}`, `${finding.number} · ${finding.name}: ${finding.advice}`));
    });
  }

  function readout(plot, panel, runs, output) {
    const hovering = plot.cursor.left >= 0;
    output.textContent = runs.map(run => {
      const series = run.series[panel.key];
      if (!series || series.step.length === 0) return '–';
      const i = hovering ? nearest(series.step, plot.posToVal(plot.cursor.left, 'x')) : series.step.length - 1;
      return panel.format(series.mean[i]);
    }).join(' · ');
  }

  // ---- charts ------------------------------------------------------------------------------------------------------
  function zoom(range) {
    state.range = range;
    document.getElementById('reset').hidden = range === null;
    for (const { plot } of charts) plot.setData(plot.data);
  }

  function chart(panel, runs) {
    const card = element('section', 'card chart');
    const title = element('h3', '', panel.title);
    if (runs.length > 1) {
      for (const run of runs) {
        const key = element('span', 'key');
        key.style.setProperty('--run', `var(${runColour(run.index)})`);
        key.append(element('span', 'swatch'), element('span', '', run.name));
        title.append(key);
      }
    }
    const threshold = runs.map(run => panel.threshold?.(run)).find(value => value);
    if (threshold) {
      const key = element('span', 'key');
      key.append(element('span', 'swatch dashed'), element('span', '', `clipped above ${number(threshold)}`));
      title.append(key);
    }
    if (!runs.some(run => run.series[panel.key])) {
      card.append(title, element('p', 'calm', 'Not used in this run.'));
      return card;
    }
    const output = element('span', 'readout');
    title.append(output);
    const holder = element('div');
    holder.setAttribute('role', 'img');
    holder.setAttribute('aria-label', `${panel.title} of ${runs.map(run => run.name).join(' and ')} against the step`);
    card.append(title, holder);

    const tables = runs.map(run => columnsOf(panel, run));
    const data = tables.length === 1 ? tables[0] : uPlot.join(tables);
    const series = [{}], bands = [];
    for (const run of runs) {
      const stroke = colour(runColour(run.index));
      const steps = run.series[panel.key]?.step.length ?? 0;
      const lines = panel.smooth && state.smooth && steps > 40;
      const base = series.length;
      series.push(
        { stroke: null, points: { show: false }, spanGaps: runs.length > 1 },
        { stroke: null, points: { show: false }, spanGaps: runs.length > 1 },
        { stroke: translucent(stroke, lines ? 0.45 : 1), width: lines ? 1 : 1.75, points: { show: steps < 30, size: 5, fill: stroke }, spanGaps: runs.length > 1 },
        { stroke, width: 2, show: lines, points: { show: false }, spanGaps: runs.length > 1 });
      bands.push({ series: [base, base + 1], fill: translucent(stroke, 0.13) });
    }
    const axis = { stroke: () => colour('--faint'), font: '11.5px system-ui, sans-serif', grid: { stroke: () => colour('--grid'), width: 1 }, ticks: { show: false } };
    const plot = new uPlot({
      width: 600, height: panel.smooth ? 232 : 138, padding: [8, 24, 0, 0], legend: { show: false },
      cursor: {
        sync: { key: 'stable-models', scales: ['x', null], setSeries: false },
        drag: { x: true, y: false, setScale: false }, points: { size: 7 }, y: false,
        bind: { dblclick: () => () => zoom(null) },
      },
      scales: {
        x: { time: false, range: () => state.range ?? [0, lastStep] },
        y: { distr: isLog(panel) ? 3 : 1, range: () => verticalRange(panel, runs) },
      },
      axes: [
        { ...axis, size: 26, gap: 4, space: 70, values: (_, splits) => splits.map(value => Number.isInteger(value) ? whole(value) : '') },
        {
          ...axis, size: 58, gap: 6, space: 28,
          ...(isLog(panel) ? { splits: (_, __, low, high) => logSplits(low, high), filter: (_, splits) => splits } : {}),
          values: (_, splits) => splits.map(value => value === null ? '' : panel.format(value)),
        },
      ],
      series, bands,
      hooks: {
        draw: [self => drawMarks(self, panel, runs)],
        ready: [self => readout(self, panel, runs, output)],
        setCursor: [self => readout(self, panel, runs, output)],
        setSelect: [self => {
          if (self.select.width < 4) return;
          const from = self.posToVal(self.select.left, 'x'), to = self.posToVal(self.select.left + self.select.width, 'x');
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (to - from >= 2) zoom([from, to]);
        }],
      },
    }, data, holder);
    plot.over.addEventListener('mousemove', event => chartTip(event, plot, panel, runs));
    plot.over.addEventListener('mouseleave', () => { tip.hidden = true; });
    charts.push({ plot, holder, panel, output, runs });
    observer.observe(holder);
    return card;
  }

  const observer = new ResizeObserver(entries => {
    for (const { target, contentRect } of entries) {
      const found = charts.find(item => item.holder === target);
      if (found && contentRect.width > 0) found.plot.setSize({ width: Math.floor(contentRect.width), height: found.plot.height });
    }
  });

  // ---- per-layer heat map ------------------------------------------------------------------------------------------
  // A dark-to-bright ramp whose lightness rises evenly, readable without colour.
  const ramp = [[38, 20, 72], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121], [110, 206, 88], [181, 222, 43], [253, 231, 37]];
  function rampColour(at) {
    const position = Math.min(Math.max(at, 0), 1) * (ramp.length - 1), i = Math.min(Math.floor(position), ramp.length - 2);
    return ramp[i].map((channel, c) => Math.round(channel + (position - i) * (ramp[i + 1][c] - channel)));
  }

  function heatMap(kind, runs) {
    // One colour scale for all runs, logarithmic, over the values that can be shown on it.
    let low = Infinity, high = -Infinity;
    for (const run of report.runs) {
      const map = run.heatMaps.find(item => item.title === kind);
      for (const row of map?.values ?? []) for (const value of row) if (value > 0) { low = Math.min(low, value); high = Math.max(high, value); }
    }
    return runs.map(run => {
      const card = element('section', 'card chart heat');
      card.append(element('h3', '', runs.length > 1 ? `${kind} – ${run.name}` : kind));
      const map = run.heatMaps.find(item => item.title === kind);
      if (!map || map.steps.length === 0 || low > high) {
        card.append(element('p', 'calm', 'Not recorded for this run.'));
        return card;
      }
      const plot = element('div', 'plot'), names = element('div', 'names'), canvas = element('canvas');
      const rows = map.layers.length, rowHeight = Math.max(4, Math.min(18, Math.floor(420 / rows)));
      const every = Math.ceil(11 / rowHeight);
      names.style.gridTemplateRows = `repeat(${rows}, ${rowHeight}px)`;
      map.layers.forEach((layer, i) => {
        const label = element('span', '', i % every === 0 ? `\u200e${layer}` : '');
        label.title = layer;
        names.append(label);
      });
      canvas.width = map.steps.length;
      canvas.height = rows;
      canvas.style.height = `${rows * rowHeight}px`;
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', `${kind} of ${rows} layers over ${map.steps.length} readings of ${run.name}`);
      const context = canvas.getContext('2d'), image = context.createImageData(canvas.width, rows);
    const span = Math.log(high / low) || 1;
      map.values.forEach((row, y) => row.forEach((value, x) => {
        const rgb = value === null ? [196, 33, 27] : value > 0 ? rampColour(Math.log(value / low) / span) : [0, 0, 0];
        image.data.set([...rgb, 255], 4 * (y * canvas.width + x));
      }));
      context.putImageData(image, 0, 0);
      canvas.addEventListener('mousemove', event => {
        const area = canvas.getBoundingClientRect();
        const x = Math.min(canvas.width - 1, Math.max(0, Math.floor((event.clientX - area.left) / area.width * canvas.width)));
        const y = Math.min(rows - 1, Math.max(0, Math.floor((event.clientY - area.top) / area.height * rows)));
        showTip(event, box => box.append(
          element('div', 'step', `step ${whole(map.steps[x])}`), element('div', '', map.layers[y]),
          element('b', '', map.values[y][x] === null ? 'not finite' : number(map.values[y][x]))));
      });
      canvas.addEventListener('mouseleave', () => { tip.hidden = true; });
      const legend = element('div', 'legend'), bar = element('i');
      bar.style.background = `linear-gradient(90deg, ${ramp.map(rgb => `rgb(${rgb.join(' ')})`).join(', ')})`;
      legend.append(element('span', '', number(low)), bar, element('span', '', number(high)),
        element('span', 'steps', `steps ${whole(map.steps[0])} to ${whole(map.steps[map.steps.length - 1])}`));
      plot.append(names, canvas, legend);
      card.append(plot);
      return card;
    });
  }

  // ---- words -------------------------------------------------------------------------------------------------------
  // Readings of the layers come from a GradientWatch, as findings do.
  const watched = run => run.heatMaps.length > 0;

  function runCard(run) {
    const card = element('section', 'card run');
    card.style.setProperty('--run', `var(${runColour(run.index)})`);
    const heading = element('h2', '', run.name);
    const worst = severities.find(severity => run.findings.some(finding => finding.severity === severity));
    const count = run.findings.length + run.findingsLeftOut;
    heading.append(element('span', `verdict ${worst ?? ''}`, worst ? `${count} finding${count === 1 ? '' : 's'}` : watched(run) ? 'no findings' : 'not watched'));
    const figures = element('dl', 'figures');
    const figure = (label, value) => {
      const item = element('div');
      item.append(element('dt', '', label), element('dd', '', value));
      figures.append(item);
    };
    figure('Steps', whole(run.lastStep));
    figure('Last loss', run.summary.lastLoss === null ? 'not finite' : number(run.summary.lastLoss));
    figure('Lowest loss', number(run.summary.lowestLoss));
    figure('Peak gradient', number(run.summary.largestGradientNorm));
    figure('Steps clipped', percent(run.summary.clippedFraction));
    if (run.summary.skippedSteps > 0) figure('Steps skipped', whole(run.summary.skippedSteps));
    if (run.summary.rolledBack > 0) figure('Rolled back', whole(run.summary.rolledBack));
    figure('Time', duration(run.summary.seconds));
    card.append(heading, figures);
    if (run.facts.length > 0) {
      const facts = element('p', 'facts');
      for (const [name, value] of run.facts) {
        const fact = element('span', '', `${name} `);
        fact.append(element('b', '', value));
        facts.append(fact);
      }
      card.append(facts);
    }
    return card;
  }

  function findingsCard(run) {
    const card = element('section', 'card findings');
    card.append(element('h3', '', report.runs.length > 1 ? `Findings – ${run.name}` : 'Findings'));
    if (run.findings.length === 0) {
      card.append(element('p', 'calm', watched(run)
        ? 'None: nothing that was watched left its healthy range.'
        : 'Nothing looked for any: add a GradientWatch to the trainer\u2019s observers.'));
      return card;
    }
    const list = element('ol');
    for (const finding of run.findings) {
      const item = element('li', `finding ${finding.severity}`);
      const head = element('div');
      head.append(element('b', '', finding.name),
        element('span', 'where', `${finding.severity}, step ${whole(finding.step)}${finding.layer ? `, ${finding.layer}` : ''}`));
      item.append(element('span', 'badge', finding.number), head, element('p', '', finding.advice), element('p', 'evidence', finding.evidence));
      if (finding.link) {
        const link = element('a', '', 'Why, and how to cure it');
        link.href = finding.link;
        link.rel = 'noreferrer';
        item.append(link);
      }
      list.append(item);
    }
    card.append(list);
    if (run.findingsLeftOut > 0) card.append(element('p', 'calm', `and ${whole(run.findingsLeftOut)} more, not kept.`));
    return card;
  }

  // ---- the page ----------------------------------------------------------------------------------------------------
  function row(cards, columns) {
    const made = element('div', 'row');
    made.style.setProperty('--columns', columns);
    made.append(...cards);
    main.append(made);
  }

  function build() {
    for (const { plot, holder } of charts) { observer.unobserve(holder); plot.destroy(); }
    charts = [];
    main.replaceChildren();
    const columns = Math.min(report.runs.length, 3);
    const overlaid = state.layout === 'overlay' && report.runs.length > 1;
    row(report.runs.map(runCard), columns);
    for (const panel of panels)
      row(overlaid ? [chart(panel, report.runs)] : report.runs.map(run => chart(panel, [run])), overlaid ? 1 : columns);
    for (const kind of new Set(report.runs.flatMap(run => run.heatMaps.map(map => map.title))))
      row(heatMap(kind, report.runs), columns);
    row(report.runs.map(findingsCard), columns);
  }

  function choose(id, key) {
    const group = document.getElementById(id);
    group.addEventListener('click', event => {
      const value = event.target.dataset.value;
      if (!value) return;
      state[key] = value;
      for (const button of group.children) button.setAttribute('aria-pressed', String(button.dataset.value === value));
      build();
    });
  }
  choose('layout', 'layout');
  choose('scale', 'scale');
  document.getElementById('layout').hidden = report.runs.length < 2;
  document.getElementById('smooth').addEventListener('click', event => {
    state.smooth = !state.smooth;
    event.target.setAttribute('aria-pressed', String(state.smooth));
    build();
  });
  document.getElementById('reset').addEventListener('click', () => zoom(null));
  const dark = matchMedia('(prefers-color-scheme: dark)');
  function setTheme(name) {
    root.dataset.theme = name;
    document.getElementById('theme').textContent = name === 'dark' ? 'Light' : 'Dark';
  }
  setTheme(dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', () => { setTheme(dark.matches ? 'dark' : 'light'); build(); });
  document.getElementById('theme').addEventListener('click', () => { setTheme(root.dataset.theme === 'dark' ? 'light' : 'dark'); build(); });
  document.getElementById('subtitle').textContent =
    `${report.runs.length === 1 ? 'One run' : `${report.runs.length} runs`}, written ${new Date(report.written).toLocaleString()}`;

  report.runs.forEach((run, index) => {
    run.index = index;
    run.findings.forEach((finding, i) => { finding.number = i + 1; });
  });
  build();
})();
