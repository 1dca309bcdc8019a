(def seen (atom 0))
;          ^^^^ impure-rule rules cannot use `atom`: it makes or changes something that holds a changing value

(defn noted? [days]
  (println days)
;  ^^^^^^^ impure-rule rules cannot use `println`: it prints or reads
  (> days 30))

(defn grown [days]
  (persistent! (conj! (transient []) days)))
;  ^^^^^^^^^^^ impure-rule rules cannot use `persistent!`
;               ^^^^^ impure-rule rules cannot use `conj!`
;                      ^^^^^^^^^ impure-rule rules cannot use `transient`

(defrule changes
  :when (> (swap! seen inc) 5)
;           ^^^^^ impure-rule rules cannot use `swap!`
  :then [(account/archive)])

(defrule defines
  :when (do (def more 5) (> status-days-past-due more))
;           ^^^^^^^^^^^^ impure-rule rules cannot use `def`: it changes or writes the program
  :then [(account/archive)])

(defrule evaluates
  :when (eval '(> 2 1))
;        ^^^^ impure-rule rules cannot use `eval`
  :then [(account/archive)])

(defrule interns
  :when (some? (intern 'user 'more 5))
;               ^^^^^^ impure-rule rules cannot use `intern`
  :then [(account/archive)])

(defrule alters
  :when (alter-var-root #'inc (constantly true))
;        ^^^^^^^^^^^^^^ impure-rule rules cannot use `alter-var-root`
  :then [(account/archive)])

(defrule rebinds
  :when (with-redefs [inc dec] (> (inc status-days-past-due) 5))
;       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ impure-rule rules cannot use `with-redefs`
  :then [(account/archive)])

(defrule passes-on
  :when (every? prn [1 2])
;               ^^^ impure-rule rules cannot use `prn`
  :then [(account/archive)])

(defrule local-names-are-free
  :when (let [atom 5 print 6] (> status-days-past-due atom print))
  :then [(account/archive)])
