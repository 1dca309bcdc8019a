(def limit 30)
(defn late? [days] (> status-days-past-due days))

(defrule variable
  :when (> status-days-past-deu limit)
;          ^^^^^^^^^^^^^^^^^^^^ unknown-variable did you mean `status-days-past-due`?
  :then [(account/archive)])

(defrule function
  :when (lat? 5)
;        ^^^^ unknown-function did you mean `late?`?
  :then [(account/archive)])

(defrule local
  :when (let [n status-days-past-due] (> n limit))
  :then [(account/archive)])

(defrule number
  :when 5
;       ^ criteria-not-boolean criteria cannot be `5`
  :then [(account/archive)])

(defrule text
  :when loan-status
;       ^^^^^^^^^^^ criteria-not-boolean the variable `loan-status` holds a text
  :then [(account/archive)])

(defrule forbidden
  :when (some? (-> computation-fields :5 :calculated-value))
;                  ^^^^^^^^^^^^^^^^^^ forbidden-variable
  :then [(account/archive)])

(defrule wrong-example
  :when (> status-days-past-due limit)
  :then [(account/archive)]
  :examples [{:given {:status-days-past-due 31} :fires true}
             {:given {:status-days-past-due 30} :fires true}
;            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ example-fails its criteria give `false`
             {:given {:status-days-past-due 0} :fires false}])

(defnotification scenario-names
  :when (= loan-sttus "Open")
;          ^^^^^^^^^^ unknown-variable
  :sms {:template "a.j2"})
