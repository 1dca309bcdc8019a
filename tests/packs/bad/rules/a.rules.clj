(defrule unknown-key
  :when true
  :whn true
; ^^^^ unknown-key did you mean `:when`?
  :then [(account/archive)])

(defrule nothing-to-do
;        ^^^^^^^^^^^^^ missing-key needs the key `:then`
  :when true)

(defrule twice
  :when true
  :when false
; ^^^^^ repeated-key given twice
  :then [(account/archive)])

(defrule twice
;        ^^^^^ duplicate-name already a rule named `twice`
  :when true
  :then [(account/archive)])

(defrule "With A Text"
;        ^^^^^^^^^^^^^ bad-name write `(defrule with-a-text …)`
  :when true
  :then [(account/archive)])

(defrule)
; <- bad-name needs a name

(defrule a/b :when true :then [(account/archive)])
;        ^^^ bad-name write `a-b`

(defrule no-keyword (> 1 2) :then [(account/archive)])
;                   ^^^^^^^ bad-shape expected a keyword such as `:when`

(defrule no-value :when true :then [(account/archive)] :once)
;                                                      ^^^^^ bad-shape has no value after it

(defrule words
  :when true
  :then [(account/archive)]
  :runs #{:nightly}
;         ^^^^^^^^ unknown-word it takes `:real-time` or `:daily-maintenance`
  :active "no"
;         ^^^^ bad-value expected `true` or `false`
  :preactivation yes
;                ^^^ not-literal found the name `yes`
  :enroll [:new-loans]
;         ^^^^^^^^^^^^ bad-value expected a set of keywords
  :once :never
;       ^^^^^^ unknown-word
  :intent {:inverse true}
;         ^^^^^^^^^^^^^^^ missing-key `:intent` needs the key `:reason`
  :examples {:given {} :fires true})
;           ^^^^^^^^^^^^^^^^^^^^^^^ bad-value expected a vector of examples

(defrule given
  :when true
  :then [(account/archive)]
  :examples [{:given {:days-past-due 1} :fires true}
;                     ^^^^^^^^^^^^^^ unknown-variable did you mean `:status-days-past-due`?
             {:given {:status-days-past-due "1"} :fires true}
;                                           ^^^ bad-value `status-days-past-due` takes a whole number
             {:given {:status-payoff 1.5} :fires true}
;                                    ^^^ bad-value floating-point number `1.5` write `1.5M`
             {:given {:loan-status "Opn"} :fires true}
;                                  ^^^^^ unknown-word did you mean `"Open"`?
             {:given {:settings-credit-status "05"} :fires true}
;                                             ^^^^ unknown-word
             {:given {:status-payoff (+ 1 2)} :fires true}
;                                    ^^^^^^^ not-literal
             {:given {} :fires 1}
;                              ^ bad-value
             {:fires true}
;            ^^^^^^^^^^^^^ missing-key needs the key `:given`
             {:given {} :as-of "2026-02-30" :fires true}])
;                              ^^^^^^^^^^^^ bad-value expected a date

(defrule example-keys
  :when (> status-days-past-due 30)
  :then [(account/archive)]
  :examples [{:given {:status-days-past-due 31 :customer {:primary {:credit-score-avg 579}}} :fires true}
;                                                                   ^^^^^^^^^^^^^^^^^ unknown-key did you mean `:credit-score
             {:given {:status-days-past-due 31 :payments [{:payment-amonut 5M}]} :fires true}])
;                                                          ^^^^^^^^^^^^^^^ unknown-key did you mean `:payment-amount`?
