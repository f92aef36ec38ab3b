import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** What services tell people, as their sources have it; `{0}`, `{1}` .. stand for what is filled in. */
export interface Message {
  readonly text: string;
  /** `libs/domain/src/text.ts:21` */
  readonly at: string;
}

/** Which argument of what is made with `new` is for people to read. */
const constructors: Readonly<Record<string, number>> = {
  RuleViolated: 1,
  Conflict: 0,
  Forbidden: 0,
  Unavailable: 0,
  StoreUnavailable: 0,
  KeysUnavailable: 0,
  Unauthenticated: 0,
  InvalidValue: 0,
  UnreadableFile: 0,
  /** The kind of what is not found: a word that is filled in. */
  NotFound: 0,
  GraphQLError: 0,
};

/** The same of functions, and of methods. */
const functions: Readonly<Record<string, number>> = { refuse: 2, refusal: 1, tooComplex: 0, problem: 3, line: 1 };
const methods: Readonly<Record<string, number>> = { refuse: 1 };

/** Lists of reasons: `reasons.push('No next step')`. */
const lists = ['reasons', 'wrong'];

/** Of what is filled in there are more words than these: they are words by themselves, else each makes a text of its own. */
const fewWords = 6;

const hole = Symbol('filled in');
type Text = readonly (string | typeof hole)[];
const unknown: readonly Text[] = [[hole]];
const isHole = (text: Text): boolean => text.length === 1 && text[0] === hole;
const isWord = (text: Text): boolean => text.length > 0 && !text.includes(hole);

/** From all sources in these patterns, relative to the repository: they are parsed only, which takes a second or two. */
export function serviceMessages(root: string, patterns: readonly string[]): readonly Message[] {
  const paths = globSync(patterns, { cwd: root }).filter((path) => !/\.spec\.ts$|\/testing\/|\/gen\//.test(path));
  const files = paths.map((path) => ts.createSourceFile(path, readFileSync(`${root}/${path}`, 'utf8'), ts.ScriptTarget.Latest, true));
  const found = new Map<string, Message>();
  const note = (texts: readonly Text[], node: ts.Node): void => {
    const file = node.getSourceFile();
    const at = `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    for (const each of texts) {
      let holes = 0;
      const text = each.map((part) => (part === hole ? `{${holes++}}` : part)).join('');
      // The name of a field stands before its problem where a row of a file is refused.
      const problem = text
        .replace(/^([a-z]\w*|\{0\}): /, '')
        .replaceAll(/\{(\d+)\}/g, (_, n: string) => `{${/^\{0\}: /.test(text) ? Number(n) - 1 : n}}`);
      if (/\p{L}/u.test(problem.replaceAll(/\{\d+\}/g, ''))) found.set(problem, { text: problem, at });
    }
  };
  const declared = declarationsOf(files);

  /** What an expression may be. Words that are filled in where also anything else may be are noted by themselves. */
  function textsOf(node: ts.Expression, depth = 0): readonly Text[] {
    if (depth > 8) return unknown;
    const of = (inner: ts.Expression) => textsOf(inner, depth + 1);
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [[node.text]];
    if (ts.isTemplateExpression(node))
      return node.templateSpans.reduce<readonly Text[]>(
        (texts, { expression, literal }, at) => {
          const isPath = at === 0 && node.head.text === '' && literal.text.startsWith(': ');
          const filled = isPath ? unknown : filledIn(of(expression), expression);
          return texts.flatMap((text) => filled.map((one) => [...text, ...one, literal.text]));
        },
        [[node.head.text]],
      );
    if (ts.isConditionalExpression(node)) return [...of(node.whenTrue), ...of(node.whenFalse)];
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node))
      return of(node.expression);
    if (ts.isBinaryExpression(node)) {
      const { left, right, operatorToken } = node;
      if (operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken || operatorToken.kind === ts.SyntaxKind.BarBarToken)
        return [...of(left), ...of(right)];
      const sum =
        operatorToken.kind === ts.SyntaxKind.PlusToken ? of(left).flatMap((one) => of(right).map((other) => [...one, ...other])) : [];
      return sum.some((text) => text.some((part) => part !== hole)) ? sum : unknown;
    }
    if (ts.isIdentifier(node)) return named(node, of);
    if (ts.isElementAccessExpression(node)) return tableOf(node.expression)?.flatMap(of) ?? unknown;
    if (ts.isPropertyAccessExpression(node) && ts.isElementAccessExpression(node.expression)) {
      const rows = tableOf(node.expression.expression) ?? [];
      const cells = rows.flatMap((row) => (ts.isObjectLiteralExpression(row) ? (valueOf(row, node.name.text) ?? []) : []));
      return cells.length > 0 ? cells.flatMap(of) : unknown;
    }
    if (ts.isCallExpression(node)) return called(node, of);
    return unknown;
  }

  function filledIn(texts: readonly Text[], node: ts.Node): readonly Text[] {
    const different = [...new Map(texts.map((text) => [JSON.stringify(text.map(String)), text])).values()];
    if (!different.some(isHole) && different.length <= fewWords) return different;
    // What is a text by itself, too.
    note(
      different.filter((text) => !isHole(text)),
      node,
    );
    return unknown;
  }

  function named(node: ts.Identifier, of: (inner: ts.Expression) => readonly Text[]): readonly Text[] {
    const declaration = declared.find(node);
    if (!declaration) return unknown;
    if (ts.isVariableDeclaration(declaration)) {
      const isConst = (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
      return isConst && declaration.initializer && ts.isIdentifier(declaration.name) ? of(declaration.initializer) : unknown;
    }
    if (!ts.isParameter(declaration)) return unknown;
    const at = declaration.parent.parameters.indexOf(declaration);
    const given = declared.callsOf(declaration.parent).flatMap((call) => call.arguments?.[at] ?? []);
    return given.length > 0 ? given.flatMap(of) : unknown;
  }

  function called(node: ts.CallExpression, of: (inner: ts.Expression) => readonly Text[]): readonly Text[] {
    const { expression } = node;
    if (expression.getText() === 'JSON.stringify') return [['"', hole, '"']];
    if (ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword) {
      const methods = all(node.getSourceFile(), ts.isMethodDeclaration).filter(({ name }) => name.getText() === expression.name.text);
      return methods.length > 0 ? methods.flatMap(answersOf).flatMap(of) : unknown;
    }
    if (ts.isPropertyAccessExpression(expression)) {
      // `missing.map((field) => words[field]).join(' and ')`
      const list = expression.expression;
      const [each] = expression.name.text === 'join' && ts.isCallExpression(list) ? list.arguments : [];
      if (each && ts.isArrowFunction(each) && !ts.isBlock(each.body)) note(of(each.body).filter(isWord), node);
      return unknown;
    }
    const callee = ts.isIdentifier(expression) ? declared.functionOf(expression) : undefined;
    return callee ? answersOf(callee).flatMap(of) : unknown;
  }

  /** The values of a constant table. */
  function tableOf(node: ts.Expression): readonly ts.Expression[] | undefined {
    const declaration = ts.isIdentifier(node) ? declared.find(node) : undefined;
    const table = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    const plain = table && (ts.isAsExpression(table) || ts.isSatisfiesExpression(table)) ? table.expression : table;
    if (!plain || !ts.isObjectLiteralExpression(plain)) return undefined;
    return plain.properties.flatMap((property) => (ts.isPropertyAssignment(property) ? property.initializer : []));
  }

  /** `{ name: 'is required' }`, a list of such pairs, or a variable that is filled: `problems[path] = 'is required'`. */
  function fieldsOf(node: ts.Expression): readonly ts.Expression[] {
    if (ts.isObjectLiteralExpression(node))
      return node.properties.flatMap((property) =>
        ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : [],
      );
    if (ts.isIdentifier(node))
      return all(node.getSourceFile(), ts.isBinaryExpression).flatMap(({ left, right, operatorToken: { kind } }) =>
        (kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.QuestionQuestionEqualsToken) &&
        ts.isElementAccessExpression(left) &&
        left.expression.getText() === node.text
          ? right
          : [],
      );
    return ts.isCallExpression(node) ? all(node, ts.isArrayLiteralExpression).flatMap(({ elements }) => elements[1] ?? []) : [];
  }

  const tell = (node: ts.Expression | undefined): void => {
    if (node)
      note(
        textsOf(node).filter((text) => !isHole(text)),
        node,
      );
  };
  for (const file of files) {
    for (const node of all(file, ts.isNewExpression)) {
      const name = node.expression.getText();
      if (name === 'InvalidInput') fieldsOf(node.arguments![0]!).forEach(tell);
      else if (name in constructors) tell(node.arguments?.[constructors[name]!]);
    }
    for (const { expression, arguments: given } of all(file, ts.isCallExpression)) {
      if (expression.kind === ts.SyntaxKind.SuperKeyword && extendsDomainError(expression)) tell(given[0]);
      else if (ts.isIdentifier(expression)) tell(given[functions[expression.text] ?? given.length]);
      else if (ts.isPropertyAccessExpression(expression)) {
        if (expression.name.text in methods) tell(given[methods[expression.name.text]!]);
        if (expression.name.text === 'push' && lists.includes(expression.expression.getText())) tell(given[0]);
      }
    }
    for (const node of all(file, ts.isObjectLiteralExpression)) {
      const names = node.properties.map((property) => property.name?.getText());
      if (names.includes('code') || names.includes('extensions')) tell(valueOf(node, 'message'));
      tell(valueOf(node, 'refuse'));
      if (valueOf(node, 'type')?.getText() === "'Fail'") tell(valueOf(node, 'reason'));
      // Who did something.
      if (isWithin(node, 'actor')) tell(valueOf(node, 'name'));
      // A kind of record: it is named where one is not found, its fields where a change of many leaves them as they are.
      const name = names.includes('fields') ? valueOf(node, 'name') : undefined;
      const isChangedMany = /\.record\.ts$/.test(file.fileName) && paths.includes(file.fileName.replace('.record.', '.bulk-edit.'));
      if (name && ts.isStringLiteral(name) && (isChangedMany || names.includes('defaultOrder'))) {
        note([[name.text.toLowerCase()]], name);
        if (isChangedMany) for (const field of all(node, ts.isObjectLiteralExpression)) tell(valueOf(field, 'label'));
      }
    }
  }
  return [...found.values()];
}

/** The value of a property; of one that is written short, the name itself. */
function valueOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = node.properties.find((each) => each.name?.getText() === name);
  if (property && ts.isPropertyAssignment(property)) return property.initializer;
  return property && ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

function isWithin(node: ts.Node, method: string): boolean {
  const found = ts.findAncestor(node, ts.isMethodDeclaration);
  return found?.name.getText() === method;
}

function extendsDomainError(node: ts.Node): boolean {
  const of = ts.findAncestor(node, ts.isClassDeclaration);
  return of?.heritageClauses?.some(({ types }) => types.some(({ expression }) => expression.getText() === 'DomainError')) ?? false;
}

function all<N extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is N): N[] {
  const found: N[] = [];
  const visit = (each: ts.Node): void => {
    if (is(each)) found.push(each);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return found;
}

type Function = ts.SignatureDeclaration;

function answersOf(callee: Function): readonly ts.Expression[] {
  const body = 'body' in callee ? (callee.body as ts.Node | undefined) : undefined;
  if (!body) return [];
  if (!ts.isBlock(body)) return [body as ts.Expression];
  return all(body, ts.isReturnStatement).flatMap(({ expression }) => expression ?? []);
}

/** What names stand for, without types: by the scopes of a file, and across files by the name that is exported. */
function declarationsOf(files: readonly ts.SourceFile[]) {
  type Declaration = ts.VariableDeclaration | ts.FunctionDeclaration | ts.ParameterDeclaration;
  const isDeclaration = (node: ts.Node): node is Declaration =>
    (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isParameter(node)) && !!node.name && ts.isIdentifier(node.name);
  const byName = Map.groupBy(
    files.flatMap((file) => all(file, isDeclaration)),
    ({ name }) => name!.getText(),
  );
  const calls = files.flatMap((file) => [...all(file, ts.isCallExpression), ...all(file, ts.isNewExpression)]);
  const callsByName = Map.groupBy(calls, ({ expression }) => expression.getText());
  const scopeOf = (node: Declaration): ts.Node =>
    ts.isParameter(node)
      ? node.parent
      : ts.findAncestor(node.parent, (each) => ts.isBlock(each) || ts.isSourceFile(each) || ts.isCaseBlock(each))!;
  const isExported = (node: Declaration): boolean =>
    ts.isSourceFile(scopeOf(node)) && ts.getCombinedModifierFlags(node) === ts.ModifierFlags.Export;
  const isInside = (node: ts.Node, scope: ts.Node): boolean => ts.findAncestor(node, (each) => each === scope) !== undefined;

  function find(name: ts.Identifier): Declaration | undefined {
    const known = byName.get(name.text) ?? [];
    const inScope = known.filter((each) => each.getSourceFile() === name.getSourceFile() && isInside(name, scopeOf(each)));
    // The innermost of them: what begins last.
    return inScope.toSorted((a, b) => scopeOf(b).pos - scopeOf(a).pos)[0] ?? known.find(isExported);
  }
  function functionOf(name: ts.Identifier): Function | undefined {
    const declaration = find(name);
    if (!declaration || ts.isParameter(declaration)) return undefined;
    if (ts.isFunctionDeclaration(declaration)) return declaration;
    const { initializer } = declaration;
    return initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) ? initializer : undefined;
  }
  function callsOf(callee: Function) {
    const named = ts.isFunctionDeclaration(callee) ? callee : callee.parent;
    if (ts.isConstructorDeclaration(callee)) return callsByName.get(callee.parent.name?.text ?? '') ?? [];
    if (!isDeclaration(named)) return [];
    const called = callsByName.get(named.name!.getText()) ?? [];
    return isExported(named) ? called : called.filter((call) => isInside(call, scopeOf(named)));
  }
  return { find, functionOf, callsOf };
}
